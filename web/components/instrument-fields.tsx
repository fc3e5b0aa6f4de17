import type { PickedInstrument } from "../picked-instrument.ts";
import { InstrumentPicker } from "./instrument-picker.tsx";
import { NewInstrumentFields } from "./new-instrument-fields.tsx";

interface InstrumentFieldsProps {
  label: string;
  value: PickedInstrument | null;
  onChange(value: PickedInstrument | null): void;
  baseCurrency: string;
  isSimulated: boolean;
  error?: string | undefined;
}

/** An instrument by its name, with what is still to be said of one that is new. */
export function InstrumentFields(props: InstrumentFieldsProps) {
  const { value, onChange } = props;
  return (
    <>
      <InstrumentPicker {...props} />
      {value && "draft" in value && (
        <NewInstrumentFields draft={value.draft} onChange={(draft) => onChange({ draft })} />
      )}
    </>
  );
}
