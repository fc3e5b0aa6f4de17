import { closePanel } from "../panels.ts";
import { shortcuts } from "../shortcuts.ts";
import { text } from "../text.ts";
import { Dialog } from "./dialog.tsx";

export function ShortcutList() {
  const all = [
    { keys: [text.shortcuts.paletteKeys], label: text.shortcuts.palette },
    ...shortcuts,
    ...text.shortcuts.more,
  ];
  return (
    <Dialog title={text.shortcuts.title} onClose={closePanel} shape="box">
      <dl className="shortcuts">
        {all.map((one) => (
          <div key={one.label}>
            <dt>
              {one.keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{one.label}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
