import { AppearanceSettings } from "../components/appearance-settings.tsx";
import { Bin } from "../components/bin.tsx";
import { CurrencyPicker } from "../components/currency-picker.tsx";
import { DataSources } from "../components/data-sources.tsx";
import { Page } from "../components/page.tsx";
import { Section } from "../components/section.tsx";
import { changes, session as keeper, useLive } from "../live.ts";
import { tellFailure } from "../notices.ts";
import { openPanel } from "../panels.ts";
import { text } from "../text.ts";

export function SettingsPage() {
  const settings = useLive((state) => state.settings);
  const session = useLive((state) => state.session);
  return (
    <Page title={text.nav.settings}>
      <div className="settings">
        <Section title={text.settings.appearance}>
          <AppearanceSettings />
        </Section>
        <Section title={text.settings.currency}>
          <p className="quiet">{text.settings.currencyNote}</p>
          <CurrencyPicker
            label={text.overview.currency}
            hideLabel
            value={settings.baseCurrency}
            onChange={(baseCurrency) => void changes.saveSettings({ baseCurrency }).catch(tellFailure)}
          />
        </Section>
        <div id="data">
          <Section title={text.settings.data}>
            <p className="quiet">{text.settings.dataNote}</p>
            <DataSources />
          </Section>
        </div>
        <Section title={text.settings.bin}>
          <Bin />
        </Section>
        <Section title={text.settings.about}>
          <p className="quiet">{session && text.settings.version(session.version, session.home)}</p>
          <div className="actions">
            <button type="button" className="button" onClick={() => openPanel({ kind: "shortcuts" })}>
              {text.shortcuts.title}
            </button>
            {session?.home === "cloud" && (
              <button type="button" className="button" onClick={() => void leave().catch(tellFailure)}>
                {text.settings.signOut}
              </button>
            )}
          </div>
        </Section>
      </div>
    </Page>
  );
}

async function leave(): Promise<void> {
  const signOut = await keeper.signOut();
  signOut?.();
}
