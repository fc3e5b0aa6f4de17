import fc from "fast-check";

// How answers go wrong, at random: in their text, in their values, and in what comes with them.

/** What stands where a number or a text was expected. */
const odd = fc.constantFrom<unknown>(
  ...[null, true, "", "NA", "N/D", "soon", "-1", "1e999", "0", " 1", "1,234", [], {}, [[]], 0, -1, 1e-320, 1e15, 1e300],
  ...[
    Number.MAX_SAFE_INTEGER,
    -0,
    1e12,
    "2026-13-45",
    "2026-11-20",
    "9999-12-31",
    "0000-01-01",
    "2026-11-20T99:99:99Z",
  ],
  ...[
    "__proto__",
    "constructor",
    "\u0000",
    "\u202e",
    "x".repeat(5_000),
    "<script>",
    "https://elsewhere.example/?apiKey=x",
  ],
);

const token = fc.constantFrom(
  ...[
    "null",
    "NaN",
    "-1",
    "1e999",
    "0",
    "[]",
    "{}",
    '"',
    ",",
    ";",
    "\n",
    "\r",
    "\u0000",
    "\uFEFF",
    "<",
    "]",
    "}",
    "N/D",
  ],
  ...["é", "\ud800", '"__proto__":', "<!DOCTYPE x [<!ENTITY a 'b'>]>", "&a;", "999999999999999999999", "2026-02-30"],
);

interface TextCut {
  at: number;
  length: number;
  put: string;
}
export interface Spoiling {
  /** Values of the JSON that are replaced, taken away or doubled: by a share of the way through the answer. */
  values: { at: number; do: "put" | "drop" | "double" | "empty"; value: unknown }[];
  cuts: TextCut[];
  status: number;
  headers: Record<string, string>;
  /** Another of the provider's answers in its place. */
  swap: number | undefined;
}

export const spoiling: fc.Arbitrary<Spoiling> = fc.record({
  values: fc.array(
    fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      do: fc.constantFrom(
        "put" as const,
        "put" as const,
        "put" as const,
        "drop" as const,
        "double" as const,
        "empty" as const,
      ),
      value: odd,
    }),
    { maxLength: 5 },
  ),
  cuts: fc.oneof(
    { weight: 3, arbitrary: fc.constant<TextCut[]>([]) },
    {
      weight: 2,
      arbitrary: fc.array(
        fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.nat(40), put: token }),
        { minLength: 1, maxLength: 4 },
      ),
    },
  ),
  status: fc.oneof(
    { weight: 8, arbitrary: fc.constant(200) },
    { weight: 2, arbitrary: fc.constantFrom(201, 304, 400, 401, 402, 403, 404, 418, 422, 429, 500, 503, 999) },
  ),
  headers: fc.dictionary(
    fc.constantFrom(
      "retry-after",
      "x-ratelimit-reset",
      "ratelimit",
      "content-type",
      "last-modified",
      "etag",
      "api-credits-left",
    ),
    fc.constantFrom(
      "0",
      "-1",
      "soon",
      "1e99",
      "99999999999999",
      "Wed, 21 Oct 2099 07:28:00 GMT",
      "text/html",
      "reset=30",
      "",
    ),
    { maxKeys: 3 },
  ),
  swap: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.nat() }),
});

/** An answer's text after what happened to it. */
export function spoiled(text: string, { values, cuts }: Pick<Spoiling, "values" | "cuts">): string {
  let spoilt = values.length > 0 ? withValues(text, values) : text;
  for (const { at, length, put } of cuts) {
    const from = Math.floor(at * spoilt.length);
    spoilt = spoilt.slice(0, from) + put + spoilt.slice(from + length);
  }
  return spoilt;
}

function withValues(text: string, values: Spoiling["values"]): string {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return text;
  }
  for (const { at, do: what, value } of values) {
    const places: { holder: Record<string, unknown> | unknown[]; name: string | number }[] = [];
    collect(body, places);
    const place = places[Math.floor(at * places.length)];
    if (!place) return JSON.stringify(value ?? null);
    const holder = place.holder as Record<string | number, unknown>;
    if (what === "put") holder[place.name] = value;
    else if (what === "empty") holder[place.name] = Array.isArray(holder[place.name]) ? [] : {};
    else if (what === "double" && Array.isArray(place.holder)) place.holder.push(structuredClone(holder[place.name]));
    else if (Array.isArray(place.holder)) place.holder.splice(Number(place.name), 1);
    else delete holder[place.name];
  }
  return JSON.stringify(body);
}

function collect(
  value: unknown,
  places: { holder: Record<string, unknown> | unknown[]; name: string | number }[],
): void {
  if (typeof value !== "object" || value === null) return;
  for (const name of Object.keys(value)) {
    const holder = value as Record<string, unknown>;
    places.push({ holder, name });
    collect(holder[name], places);
  }
}
