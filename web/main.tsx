import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { keepAppearance } from "./appearance.ts";
import { start } from "./live.ts";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/buttons.css";
import "./styles/fields.css";
import "./styles/choices.css";
import "./styles/shell.css";
import "./styles/figures.css";
import "./styles/tables.css";
import "./styles/chart.css";
import "./styles/panels.css";
import "./styles/page.css";
import "./styles/doors.css";
import "./styles/transactions.css";
import "./styles/import.css";
import "./styles/steps.css";
import "./styles/proposals.css";
import "./styles/settings.css";
import "./styles/states.css";
import "./styles/trouble.css";
import "./styles/touch.css";

keepAppearance();
start();
createRoot(document.getElementById("app")!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
