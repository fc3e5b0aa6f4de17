import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildBook, buildBooks } from "./book.ts";
import { randomJournal } from "./fake-journal.ts";
import { bookInSteps, bookingSteps, takeSteps } from "./in-steps.ts";
import { readStory } from "./testing.ts";

const story = readStory(`
  2024-01-02 buy 10 AAPL @ 100
  2024-01-03 buy 10 SAP @ 100
  2024-01-04 sell 5 SAP @ 120
  2024-01-05 buy 10 VOD @ 100
`);
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("booked in steps", () => {
  test("a journal comes to the same book, under all methods", async () => {
    await fc.assert(
      fc.asyncProperty(randomJournal, async (journal) => {
        expect(await bookInSteps(journal)).toEqual(buildBook(journal));
        const methods = ["lifo", "average"] as const;
        expect(await takeSteps(bookingSteps(journal, methods))).toEqual(buildBooks(journal, methods));
      }),
      { numRuns: 30 },
    );
    expect((await bookInSteps({ ...story, transactions: [] })).positions.size).toBe(0);
  });

  test("it says after each instrument how much is done", async () => {
    const heard: number[] = [];
    await bookInSteps(story, { onProgress: (done) => heard.push(done) });
    expect(heard).toEqual([0.25, 0.75, 1]);
  });

  test("others have their turn in between, and may stop it", async () => {
    const controller = new AbortController();
    const heard: number[] = [];
    const work = bookInSteps(story, { onProgress: (done) => heard.push(done), signal: controller.signal, rest: turn });
    setImmediate(() => controller.abort(new Error("Enough.")));
    await expect(work).rejects.toThrow("Enough.");
    expect(heard.length).toBeGreaterThan(0);
    expect(heard.length).toBeLessThan(3);
  });

  test("nothing is begun once it is stopped", async () => {
    const heard: number[] = [];
    const signal = AbortSignal.abort();
    const work = bookInSteps(story, { onProgress: (done) => heard.push(done), signal });
    await expect(work).rejects.toMatchObject({ name: "AbortError" });
    expect(heard).toEqual([]);
  });
});
