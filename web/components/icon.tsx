const paths = {
  overview: "M3 16.5l4.5-5 3.5 3 6-8M13.5 6.5H17V10",
  list: "M7 5.5h10M7 10h10M7 14.5h10M3.5 5.5h.01M3.5 10h.01M3.5 14.5h.01",
  plus: "M10 4v12M4 10h12",
  search: "M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12zM13.5 13.5L17 17",
  settings: "M3 6h7M14 6h3M3 14h3M10 14h7M12 4v4M8 12v4",
  eye: "M2.5 10S5.5 5 10 5s7.5 5 7.5 5-3 5-7.5 5-7.5-5-7.5-5zM10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z",
  eyeOff:
    "M4 4l12 12M8.2 5.2A7.6 7.6 0 0 1 10 5c4.5 0 7.5 5 7.5 5a13 13 0 0 1-2.3 2.8M5.2 6.8A13 13 0 0 0 2.5 10s3 5 7.5 5c.9 0 1.7-.2 2.5-.5",
  upload: "M10 13V4M6.5 7.5L10 4l3.5 3.5M4 16h12",
  download: "M10 4v9M6.5 9.5L10 13l3.5-3.5M4 16h12",
  close: "M5 5l10 10M15 5L5 15",
  chevron: "M7.5 5l5 5-5 5",
  more: "M5 10h.01M10 10h.01M15 10h.01",
  table: "M3.5 5h13v10h-13zM3.5 8.5h13M8.5 8.5V15",
  chart: "M3.5 15.5h13M4.5 12l3.5-4 3 2.5 4.5-6",
  check: "M4 10.5l4 4 8-9",
  warning: "M10 3.5l7 12.5H3zM10 8.5v3.5M10 14h.01",
  sort: "M6.5 12.5L10 16l3.5-3.5M6.5 7.5L10 4l3.5 3.5",
  down: "M5 8l5 5 5-5",
  trash: "M4 6h12M8 6V4h4v2M6 6l.7 10h6.6L14 6",
  pencil: "M4 16l.8-3.2L13 4.6 15.4 7l-8.2 8.2z",
  external: "M8 5H4.5v10.5H15V12M11 4.5h4.5V9M15 5l-6 6",
} as const;

export type IconName = keyof typeof paths;

/** Thin lines in the colour of the text around them. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}

/** A line that dips and rises like a price, and is a tick. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d="M3 12.5l5.5 6L20 5" />
      <circle cx="20" cy="5" r="2.2" />
    </svg>
  );
}
