import type { CustomSource } from "@tickfolio/protocol";
import { removeCustom } from "../../market-care.ts";
import { openPanel } from "../../panels.ts";
import { marketText } from "../../text-market.ts";
import { Icon } from "../icon.tsx";

const words = marketText.custom;

/** Sources the reader has described. */
export function CustomSources({ customs }: { customs: readonly CustomSource[] }) {
  return (
    <div className="custom-sources">
      <p className="quiet">{words.lead}</p>
      {customs.length > 0 && (
        <ul className="rows tight">
          {customs.map(({ id, draft, name }) => {
            const title = draft?.title ?? name;
            return (
              <li key={id} className="row">
                <span className="row-main">
                  <strong>{title}</strong>
                  {!draft && <small className="wrong">{words.locked}</small>}
                </span>
                <span className="actions">
                  <button
                    type="button"
                    className="button small"
                    aria-label={words.editThis(title)}
                    onClick={() => openPanel({ kind: "custom-source", id })}
                  >
                    {words.edit}
                  </button>
                  <button
                    type="button"
                    className="button small"
                    aria-label={words.removeThis(title)}
                    onClick={() => void removeCustom({ id, title })}
                  >
                    {words.remove}
                  </button>
                </span>
              </li>
            );
          })}
        </ul>
      )}
      <button type="button" className="button" onClick={() => openPanel({ kind: "custom-source" })}>
        <Icon name="plus" />
        {words.add}
      </button>
    </div>
  );
}
