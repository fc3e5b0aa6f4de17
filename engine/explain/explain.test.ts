import fc from "fast-check";
import { test } from "vitest";
import { buildBook } from "../book.ts";
import { addDays } from "../day.ts";
import { FIRST_DAY, patchyJournal, type RandomJournal, randomJournal } from "../fake-journal.ts";
import { valueBook } from "../valuation.ts";
import { createExplainer } from "./explainer.ts";
import { figuresOf, said } from "./fake-figures.ts";
import { recompute } from "./recompute.ts";

const someDay = fc.integer({ min: 0, max: 365 }).map((offset) => addDays(FIRST_DAY, offset));

test.each([
  ["of which everything is known", randomJournal],
  ["of which much is not known", patchyJournal],
])(
  "every figure of a journal %s is explained by the value the engine has, and recomputes to it from the leaves",
  (_, journals) => {
    fc.assert(
      fc.property(journals, someDay, (journal: RandomJournal, day) => {
        const book = buildBook({ ...journal, through: day });
        const explainer = createExplainer(journal);
        for (const [figure, value] of figuresOf(book, valueBook(book, journal.market, day))) {
          const tree = explainer.explain(figure, day);
          const found = [said(tree?.value), tree && said(recompute(tree))];
          if (found[0] !== said(value) || found[1] !== said(value)) {
            throw new Error(`${JSON.stringify(figure)}: ${found} for ${said(value)}`);
          }
        }
      }),
      { numRuns: 60 },
    );
  },
);
