export interface PackedFile {
  name: string;
  bytes: Buffer;
  /** As sent: brotli where it is packed. */
  packed: number;
}

interface ManifestEntry {
  file: string;
  isEntry?: boolean;
  imports?: string[];
  css?: string[];
}

/** What the overview may cost to open, compressed (DESIGN 11). */
const LIMITS = { script: 150_000, style: 12_000, requests: 20, all: 300_000 };
/** Requests of the overview besides those: the home's configuration, session, settings, portfolios, journals, prices, ticket and socket. */
const OTHER_REQUESTS = 12;

/** Throws when the first page has become too heavy; says what it costs. */
export function checkBudget(files: readonly PackedFile[], manifest: Record<string, ManifestEntry>): string {
  const needed = new Set<string>(["index.html", "appearance.js"]);
  const visit = (key: string): void => {
    const entry = manifest[key];
    if (!entry || needed.has(entry.file)) return;
    needed.add(entry.file);
    for (const style of entry.css ?? []) needed.add(style);
    for (const imported of entry.imports ?? []) visit(imported);
  };
  for (const [key, entry] of Object.entries(manifest)) if (entry.isEntry) visit(key);
  for (const { name } of files) if (/^assets\/.*\.css$/.test(name)) needed.add(name);

  const first = files.filter(
    ({ name }) => needed.has(name) || (/latin-[\w-]+\.woff2$/.test(name) && !/latin-ext/.test(name)),
  );
  const sum = (suffix: string) =>
    first.filter(({ name }) => name.endsWith(suffix)).reduce((total, { packed }) => total + packed, 0);
  const cost = { script: sum(".js"), style: sum(".css"), requests: first.length + OTHER_REQUESTS, all: sum("") };
  for (const name of Object.keys(LIMITS) as (keyof typeof LIMITS)[]) {
    if (cost[name] > LIMITS[name]) {
      throw new Error(
        `The first page is too heavy: ${name} ${cost[name]}, at most ${LIMITS[name]}. It needs ${first.map((file) => file.name).join(", ")}.`,
      );
    }
  }
  return `script ${cost.script}, style ${cost.style}, requests ${cost.requests}, all ${cost.all}`;
}
