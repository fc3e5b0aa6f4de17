/** Addresses in a sentence: `finnhub.io/register`, `https://www.tiingo.com/account`. */
const ADDRESS = /((?:https:\/\/)?(?:[a-z0-9-]+\.)+(?:com|io|org|co|net|eu|dev)(?:\/[^\s,;)]*[^\s,;).])?)/gi;

/** A sentence whose addresses can be followed. */
export function WithLinks({ children }: { children: string }) {
  return children.split(ADDRESS).map((part, index) =>
    index % 2 === 1 ? (
      <a
        key={part}
        href={part.startsWith("https://") ? part : `https://${part}`}
        target="_blank"
        rel="noreferrer"
        className="link"
      >
        {part.replace(/^https:\/\/(www\.)?/, "")}
      </a>
    ) : (
      part
    ),
  );
}
