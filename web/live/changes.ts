import { type EntryReason, pickSettings, type Transaction } from "@tickfolio/engine";
import {
  type Client,
  type InstrumentDraft,
  newId,
  type PortfolioDraft,
  type PortfolioSummary,
  type UserSettings,
  type WrittenEntry,
} from "@tickfolio/protocol";
import type { Loading } from "./loading.ts";
import type { Store } from "./state.ts";

/** What everything is added up in until somebody says another. */
const UNSAID_CURRENCY = "USD";

export type Changes = ReturnType<typeof createChanges>;

/** Everything that changes something. Each answers when it is saved; refusals throw `ApiProblem`. */
export function createChanges(client: Client, store: Store, loading: Loading) {
  /** What was sent and not answered keeps its id: sent again, it is still written once. */
  const unanswered = new Map<string, string>();
  async function once<T>(prefix: "ent" | "pf", content: unknown, send: (id: string) => Promise<T>): Promise<T> {
    const key = JSON.stringify(content);
    const id = unanswered.get(key) ?? newId(prefix);
    unanswered.set(key, id);
    const answer = await send(id);
    unanswered.delete(key);
    return answer;
  }

  function keep(summary: PortfolioSummary): PortfolioSummary {
    const others = store.get().portfolios.filter((one) => one.id !== summary.id);
    const known = store.get().portfolios.findIndex((one) => one.id === summary.id);
    const place = known < 0 ? others.length : known;
    store.set({ portfolios: summary.deletedAt ? others : others.toSpliced(place, 0, summary) });
    return summary;
  }

  /** Another tab may have written in between; then the entries before ours are read as well. */
  async function follow(portfolio: string, entry: WrittenEntry): Promise<WrittenEntry> {
    const journal = store.get().journals.get(portfolio);
    const last = journal?.state === "ready" ? (journal.value.at(-1)?.number ?? 0) : 0;
    if (journal?.state === "ready" && entry.number === last + 1) loading.append(portfolio, [entry]);
    else await loading.journal(portfolio);
    void loading.market();
    return entry;
  }

  async function write(
    portfolio: string,
    step: { transactions: Transaction[]; voids?: string[]; reason?: EntryReason },
  ): Promise<WrittenEntry> {
    const { transactions, voids = [], reason = { kind: "typed" } } = step;
    const content = { reason, transactions, voids };
    return follow(
      portfolio,
      await once("ent", [portfolio, content], (id) => client.writeEntry(portfolio, { id, ...content })),
    );
  }

  async function undo(portfolio: string, entry: string): Promise<WrittenEntry> {
    return follow(portfolio, await once("ent", [portfolio, entry], (id) => client.undoEntry(portfolio, entry, id)));
  }

  /** Records what is proposed. */
  async function adopt(portfolio: string, proposal: string): Promise<WrittenEntry> {
    const { entry } = await once("ent", [portfolio, proposal], (id) =>
      client.decideProposal(portfolio, proposal, { state: "adopted", entry: id }),
    );
    return follow(portfolio, entry!);
  }

  async function createPortfolio(draft: Omit<PortfolioDraft, "id" | "sample">): Promise<PortfolioSummary> {
    // Who has never said what everything is added up in, says it with the first portfolio.
    const { settings, portfolios } = store.get();
    const isFirst = portfolios.every(({ sample }) => sample);
    const isUnsaid = settings.version === 0 || (isFirst && settings.baseCurrency === UNSAID_CURRENCY);
    if (isUnsaid) await saveSettings({ baseCurrency: draft.baseCurrency });
    const summary = keep(await once("pf", draft, (id) => client.savePortfolio({ ...draft, id, sample: false }, 0)));
    loading.append(summary.id, []);
    return summary;
  }

  async function changePortfolio(
    portfolio: PortfolioSummary,
    patch: Partial<Omit<PortfolioDraft, "id" | "sample">>,
  ): Promise<PortfolioSummary> {
    const { id, name, sample, version } = portfolio;
    const draft = { id, name, sample, ...pickSettings(portfolio), ...patch };
    const saved = await client.savePortfolio(draft, version);
    // Rates first: without them every figure would be unknown for a moment.
    await loading.market([saved.baseCurrency]);
    return keep(saved);
  }

  async function deletePortfolio(id: string): Promise<void> {
    const summary = await client.deletePortfolio(id);
    store.set({ portfolios: store.get().portfolios.filter((one) => one.id !== summary.id) });
  }

  async function restorePortfolio(id: string): Promise<PortfolioSummary> {
    const summary = keep(await client.restorePortfolio(id));
    await loading.journal(id);
    void loading.market();
    return summary;
  }

  async function makeSample(): Promise<PortfolioSummary> {
    const summary = keep(await client.makeSample());
    await loading.journal(summary.id);
    void loading.market();
    return summary;
  }

  /** One after the other: each names the version it follows on. */
  let lastSaved: Promise<void> = Promise.resolve();
  function saveSettings(patch: Partial<Omit<UserSettings, "version">>): Promise<void> {
    const saving = lastSaved.then(() => saveSettingsNow(patch));
    lastSaved = saving.catch(() => {});
    return saving;
  }

  async function saveSettingsNow(patch: Partial<Omit<UserSettings, "version">>): Promise<void> {
    if (patch.baseCurrency) await loading.market([patch.baseCurrency]);
    const before = store.get().settings;
    // Shown at once; taken back when the server refuses.
    store.set({ settings: { ...before, ...patch } });
    try {
      store.set({ settings: await client.saveSettings({ ...before, ...patch }) });
    } catch (error) {
      store.set({ settings: before });
      throw error;
    }
  }

  async function saveInstrument(draft: InstrumentDraft) {
    const instrument = await client.saveInstrument(draft);
    store.set({ instruments: new Map(store.get().instruments).set(instrument.id, instrument) });
    return instrument;
  }

  /** After a file was committed on the server, which has made the instruments and written one entry. */
  async function imported(portfolio: string): Promise<void> {
    await loading.journal(portfolio);
    await loading.market();
  }

  return {
    write,
    undo,
    adopt,
    createPortfolio,
    changePortfolio,
    deletePortfolio,
    restorePortfolio,
    makeSample,
    saveSettings,
    saveInstrument,
    imported,
  };
}
