import type { Client } from "@tickfolio/protocol";
import type { Print } from "./print.ts";

/** Before the first request it is said who would be asked what; `isAllowed`: from now on they are. */
export async function tellUnseenSources(client: Client, isAllowed: boolean, print: Print): Promise<void> {
  const settings = await client.settings();
  if (settings.sourcesSeen !== false) return;
  if (isAllowed) {
    await client.saveSettings({ ...settings, sourcesSeen: true });
    return;
  }
  const { items } = await client.marketStatus({ instruments: false });
  const asked = items.filter(
    ({ name, hosts, state, defaultOn }) =>
      hosts.length > 0 && state !== "needs-key" && (settings.providers[name] ?? defaultOn),
  );
  print.line("Nobody outside has been asked for prices or exchange rates yet. With --ask these are, from now on:");
  for (const { title, asks } of asked) print.line(`  ${title}: ${asks}`);
  print.line("Each has a switch under Market data: npm start");
  print.line();
}
