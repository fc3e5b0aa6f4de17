import { type ReactNode, useId } from "react";

export interface FieldProps {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  optional?: boolean;
  className?: string;
  children(attributes: { id: string; "aria-describedby"?: string; "aria-invalid"?: true }): ReactNode;
}

/** A label, its input, and what is to be said about it. */
export function Field({ label, hint, error, className = "", children }: FieldProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={`field ${className}`}>
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        ...(note ? { "aria-describedby": `${id}-note` } : {}),
        ...(error ? { "aria-invalid": true as const } : {}),
      })}
      {note && (
        <p id={`${id}-note`} className={error ? "note wrong" : "note"}>
          {note}
        </p>
      )}
    </div>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: string; hint?: string }[];
  onChange(value: T): void;
  className?: string;
  hideLabel?: boolean;
}

/** One of few, all visible: native radio buttons, so that arrow keys and forms just work. */
export function Choice<T extends string>(props: ChoiceProps<T>) {
  const { label, value, options, onChange, className = "segments", hideLabel = false } = props;
  const name = useId();
  return (
    <fieldset className={className}>
      <legend className={hideLabel ? "hidden" : undefined}>{label}</legend>
      <div className="options">
        {options.map((option) => (
          <label key={option.value} className={option.value === value ? "chosen" : undefined}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span>{option.label}</span>
            {option.hint && <small>{option.hint}</small>}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface SwitchProps {
  label: string;
  checked: boolean;
  onChange(checked: boolean): void;
  disabled?: boolean;
}

export function Switch({ label, checked, onChange, disabled = false }: SwitchProps) {
  return (
    <label className="switch">
      <input
        type="checkbox"
        role="switch"
        aria-checked={checked}
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span className="hidden">{label}</span>
      <span className="track" aria-hidden="true" />
    </label>
  );
}
