import { Page } from "../components/page.tsx";
import { text } from "../text.ts";
export function ImportPage() {
  return <Page title={text.nav.import}>{null}</Page>;
}
