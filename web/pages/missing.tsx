import { Link } from "wouter";
import { Page } from "../components/page.tsx";
import { text } from "../text.ts";

export function Missing() {
  return (
    <Page title={text.missing.title}>
      <p className="lead">{text.missing.body}</p>
      <div className="actions">
        <Link href="/" className="button primary">
          {text.missing.back}
        </Link>
      </div>
    </Page>
  );
}
