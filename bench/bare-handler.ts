// The least a Lambda with Hono can be: what `bench cold` compares the API's function with.

import { Hono } from "hono";
import { handle } from "hono/aws-lambda";

const app = new Hono();
app.get("/api/health", (c) => c.json({ status: "ok" }));

export const handler = handle(app);
