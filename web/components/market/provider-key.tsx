import type { HeldKey, KeyScope, ProviderStatus } from "@tickfolio/protocol";
import { type FormEvent, useRef, useState } from "react";
import { client, useLive } from "../../live.ts";
import { removeKey, renewAll } from "../../market-care.ts";
import { readMarketData } from "../../market-data.ts";
import { tell } from "../../notices.ts";
import { text } from "../../text.ts";
import { marketText } from "../../text-market.ts";
import { troubleOf } from "../../trouble-words.ts";
import { Field } from "../field.tsx";
import { WithLinks } from "./with-links.tsx";

const words = marketText.key;

/** Whether a key is held, and a place to enter one. What was entered is never shown again. */
export function ProviderKey({ provider, held }: { provider: ProviderStatus; held: readonly HeldKey[] }) {
  const { title, key } = provider;
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  if (!key) return null;
  const isHeld = key.held !== "none";
  const isLost = held.some(({ isReadable }) => !isReadable);

  function close(): void {
    setOpen(false);
    requestAnimationFrame(() => opener.current?.focus());
  }

  return (
    <>
      {isOpen ? (
        <KeyForm provider={provider} onDone={close} />
      ) : (
        <>
          <button
            ref={opener}
            type="button"
            className="button small"
            aria-label={`${isHeld ? words.replace : words.enter}: ${title}`}
            onClick={() => setOpen(true)}
          >
            {isHeld ? words.replace : words.enter}
          </button>
          {held.map(({ scope }) => (
            <button
              key={scope}
              type="button"
              className="button small"
              aria-label={`${words.remove}: ${title}`}
              onClick={() => void removeKey(provider, scope)}
            >
              {words.remove}
            </button>
          ))}
          <small className="quiet">
            {isLost ? words.unreadable : isHeld ? words.held[key.held] : !key.isNeeded && words.possible}
          </small>
        </>
      )}
    </>
  );
}

/** Takes a key, has the server try it, and says in words what came of that. */
export function KeyForm({
  provider: { name, title, key, message },
  onDone,
}: {
  provider: Pick<ProviderStatus, "name" | "title" | "key" | "message">;
  onDone(isKept: boolean): void;
}) {
  const isLaptop = useLive((state) => state.session?.home === "laptop");
  const [typed, setTyped] = useState("");
  const [scope, setScope] = useState<KeyScope>("own");
  const [problem, setProblem] = useState<string>();
  const [isTrying, setTrying] = useState(false);

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (isTrying) return;
    if (typed.trim() === "") return setProblem(words.empty);
    setTrying(true);
    setProblem(undefined);
    try {
      await client.saveProviderKey(name, typed.trim(), scope);
      tell(words.kept(title));
      await readMarketData();
      onDone(true);
      void renewAll();
    } catch (error) {
      setProblem(troubleOf(error));
      setTrying(false);
    }
  }

  return (
    <form className="key-form" onSubmit={(event) => void save(event)}>
      {key && !message.includes(key.howToGet) && (
        <p className="quiet">
          <WithLinks>{key.howToGet}</WithLinks>
        </p>
      )}
      <Field label={words.label(title)} hint={words.hint} error={problem}>
        {(attributes) => (
          <input
            {...attributes}
            // biome-ignore lint/a11y/noAutofocus: It was opened to type a key.
            autoFocus
            type="password"
            name={`key-${name}`}
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
      </Field>
      {isLaptop && (
        <label className="check">
          <input
            type="checkbox"
            checked={scope === "deployment"}
            onChange={(event) => setScope(event.currentTarget.checked ? "deployment" : "own")}
          />
          {words.forEverybody}
        </label>
      )}
      <div className="actions">
        <button type="submit" className="button small primary" aria-disabled={isTrying}>
          {isTrying ? words.saving : words.save}
        </button>
        <button type="button" className="button small" onClick={() => onDone(false)}>
          {text.cancel}
        </button>
      </div>
      <span role="status" className="hidden">
        {problem}
      </span>
    </form>
  );
}
