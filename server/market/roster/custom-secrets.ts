import type { CustomProviderDraft } from "@tickfolio/protocol";

/** What stands where a secret is, when a description is shown again; sent back, it means: as it was. */
const HIDDEN = "…";
const SECRET_PARAMETER = /([?&][^=&#]*(?:token|key|secret|password|auth|signature|sig)[^=&#]*=)([^&#]*)/gi;

/** A description without its secrets: values of headers, and parameters of addresses that are keys by their names. */
export function withoutSecrets(draft: CustomProviderDraft): CustomProviderDraft {
  return {
    ...changedUrls(draft, (url) =>
      url.replace(SECRET_PARAMETER, (whole, name, value) => (isPlaceholder(value) ? whole : name + HIDDEN)),
    ),
    headers: draft.headers.map(({ name }) => ({ name, value: "" })),
  };
}

/** A description as it is kept: what was not typed again is as it was, on the same host. */
export function withSecrets(draft: CustomProviderDraft, before: CustomProviderDraft | undefined): CustomProviderDraft {
  if (!before) return draft;
  const known = new Map(before.headers.map(({ name, value }) => [name.toLowerCase(), value]));
  const hosts = hostsOf(before);
  // A secret goes to nobody it was not typed for.
  if (hostsOf(draft).some((host) => !hosts.includes(host))) return draft;
  const urls = [before.latest?.url, before.history?.url].filter((url) => url !== undefined);
  return {
    ...changedUrls(draft, (url) => filledIn(url, urls)),
    headers: draft.headers.map(({ name, value }) => ({ name, value: value || (known.get(name.toLowerCase()) ?? "") })),
  };
}

function filledIn(url: string, before: readonly string[]): string {
  return url.replace(SECRET_PARAMETER, (whole, name: string, value: string) => {
    if (value !== HIDDEN && value.toUpperCase() !== encodeURIComponent(HIDDEN)) return whole;
    for (const old of before) {
      for (const [, known, secret] of old.matchAll(SECRET_PARAMETER)) {
        if (known!.slice(1) === name.slice(1)) return name + secret;
      }
    }
    return whole;
  });
}

const isPlaceholder = (value: string) => /^\{[a-z]+\}$/.test(value);

function changedUrls(draft: CustomProviderDraft, change: (url: string) => string): CustomProviderDraft {
  const { latest, history } = draft;
  return {
    ...draft,
    ...(latest ? { latest: { ...latest, url: change(latest.url) } } : {}),
    ...(history ? { history: { ...history, url: change(history.url) } } : {}),
  };
}

function hostsOf({ latest, history }: CustomProviderDraft): string[] {
  return [latest?.url, history?.url].flatMap((url) => {
    const host = url === undefined ? undefined : URL.parse(url.replace(/\{[^{}]*\}/g, "x"))?.host;
    return host === undefined ? [] : [host];
  });
}
