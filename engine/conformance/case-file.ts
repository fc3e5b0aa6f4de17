import * as z from "zod/mini";
import { lazy } from "../schema.ts";
import { caseTransaction, currency, day, decimal } from "./case-transaction.ts";

/** A file that does not fit `portfolio-vectors/1`. The message names the case and the field. */
export class CaseFileError extends Error {
  override name = "CaseFileError";
}

const settings = lazy(() =>
  z.looseObject({
    baseCurrency: currency(),
    method: z.optional(z.enum(["fifo", "lifo", "hifo", "average", "specific"])),
    feesInCost: z.optional(z.boolean()),
    allowShort: z.optional(z.boolean()),
    asOf: z.optional(day()),
    cash: z.optional(z.boolean()),
    bookCashInBase: z.optional(z.boolean()),
    keepOrder: z.optional(z.boolean()),
    quantityEpsilon: z.optional(decimal()),
    contractMultiplier: z.optional(z.record(z.string(), decimal())),
    fallbackPrice: z.optional(z.string()),
    from: z.optional(day()),
    to: z.optional(day()),
    dayCount: z.optional(z.enum(["act/365", "act/365.25"])),
    years: z.optional(z.number().check(z.positive())),
    roundFlows: z.optional(z.boolean()),
    lots: z.optional(z.enum(["portfolio", "account"])),
    account: z.optional(z.string()),
  }),
);

const price = lazy(() =>
  z.looseObject({ symbol: z.string(), date: day(), close: z.number(), currency: z.optional(currency()) }),
);
const flow = lazy(() => z.looseObject({ date: day(), amount: z.number() }));
const datedValue = lazy(() => z.looseObject({ date: day(), value: z.number(), flow: z.optional(z.number()) }));
/** A day without a figure is null. */
const series = lazy(() => z.optional(z.array(z.nullable(z.number()))));

const verificationCase = lazy(() =>
  z.looseObject({
    id: z.string().check(z.minLength(1)),
    kind: z.string(),
    conventionScope: z.optional(z.enum(["common", "stated", "peer-specific"])),
    settings: settings(),
    keepOrder: z.optional(z.boolean()),
    transactions: z._default(z.array(caseTransaction()), []),
    prices: z._default(z.array(price()), []),
    fx: z._default(
      z.array(z.looseObject({ from: currency(), to: currency(), date: day(), rate: z.number().check(z.positive()) })),
      [],
    ),
    flows: z.optional(z.array(flow())),
    valuations: z.optional(z.array(datedValue())),
    returns: series(),
    cumulative: series(),
    expected: z.record(z.string(), z.unknown()),
    tolerance: z._default(z.record(z.string(), z.number().check(z.nonnegative())), {}),
  }),
);

export type VerificationCase = z.infer<ReturnType<typeof verificationCase>>;

const file = lazy(() => z.looseObject({ schema: z.literal("portfolio-vectors/1"), cases: z.array(z.unknown()) }));

/** Reads a parsed JSON file of cases. Throws a CaseFileError naming the first case and field that do not fit. */
export function readCases(json: unknown): VerificationCase[] {
  const read = file().safeParse(json);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new CaseFileError(
      `${issue?.path.join(".") || "file"}: ${worded(issue?.message)} (a file of schema "portfolio-vectors/1").`,
    );
  }
  const ids = new Set<string>();
  return read.data.cases.map((one, index) => {
    const parsed = verificationCase().safeParse(one);
    const name = nameOf(one, index);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new CaseFileError(`${name}: ${issue?.path.join(".") || "case"}: ${worded(issue?.message)}.`);
    }
    if (ids.has(parsed.data.id)) throw new CaseFileError(`${name}: id: stands there twice.`);
    ids.add(parsed.data.id);
    return parsed.data;
  });
}

function nameOf(one: unknown, index: number): string {
  const id = typeof one === "object" && one !== null && "id" in one ? one.id : undefined;
  return typeof id === "string" ? `case ${index + 1} (${id})` : `case ${index + 1}`;
}

function worded(message = "does not fit"): string {
  return message.replace(/^Invalid input: /, "");
}
