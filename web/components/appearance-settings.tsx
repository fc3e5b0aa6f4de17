import { pair, pairs, privacy, theme, themes } from "../appearance.ts";
import { useCell } from "../cell.ts";
import { text } from "../text.ts";
import { Choice, Switch } from "./field.tsx";
import { Change } from "./figure.tsx";

/** Kept in this browser only. */
export function AppearanceSettings() {
  const chosenTheme = useCell(theme);
  const chosenPair = useCell(pair);
  const isBlurred = useCell(privacy) === "blurred";
  return (
    <div className="stacked">
      <Choice
        label={text.settings.theme}
        value={chosenTheme}
        options={themes.map((value) => ({ value, label: text.settings.themes[value] }))}
        onChange={(value) => theme.set(value)}
      />
      <Choice
        label={text.settings.pair}
        value={chosenPair}
        options={pairs.map((value) => ({ value, label: text.settings.pairs[value] }))}
        onChange={(value) => pair.set(value)}
      />
      <p className="pair-example" aria-hidden="true">
        <Change value={412.33} ratio={0.0032} currency="USD" />
        <Change value={-180.5} ratio={-0.0111} currency="USD" />
      </p>
      <div className="setting-line">
        <span>
          {text.settings.privacy} <kbd>p</kbd>
          <small>{text.settings.privacyNote}</small>
        </span>
        <Switch
          label={text.settings.privacy}
          checked={isBlurred}
          onChange={(checked) => privacy.set(checked ? "blurred" : "open")}
        />
      </div>
    </div>
  );
}
