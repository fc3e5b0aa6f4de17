import { createCell } from "./cell.ts";
import { changes, current } from "./live.ts";

/** Who would be asked for prices stands on the screen. */
export const sourcesShown = createCell(false);

/** The reader goes on to something of their own, with the list before them: from now on those on it may be asked. */
export async function agreeToSources(): Promise<void> {
  if (!sourcesShown.get() || current().settings.sourcesSeen !== false) return;
  await changes.saveSettings({ sourcesSeen: true });
}
