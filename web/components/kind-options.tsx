import { text } from "../text.ts";
import { kindGroups } from "../transaction-kinds.ts";

/** All kinds of transactions, for a select: those typed most, then the others by what brings them about. */
export function KindOptions() {
  return kindGroups.map(({ group, kinds }) => {
    const options = kinds.map((kind) => (
      <option key={kind} value={kind}>
        {text.kinds[kind]}
      </option>
    ));
    if (group === null) return options;
    return (
      <optgroup key={group} label={text.kindGroups[group]}>
        {options}
      </optgroup>
    );
  });
}
