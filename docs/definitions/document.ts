/** An example of docs/definitions.md: what happened, and the figures that come of it. */
export interface Example {
  /** One for each portfolio. */
  stories: string[];
  /** Lines of its `figures` block. */
  figures: string[];
}

/** A figure's section: from a heading of the third level to the next heading. */
export interface Section {
  title: string;
  anchor: string;
  /** Bold words that its points begin with. */
  points: string[];
  examples: Example[];
}

/** How a page on GitHub calls a heading. */
export function anchorOf(title: string): string {
  return title
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
}

/** Reads sections with their fenced blocks. Throws where a block has no use, so that none stands there unread. */
export function readSections(text: string): Section[] {
  const sections: Section[] = [];
  let current: Section | undefined;
  let stories: string[] = [];
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    const heading = /^(#{1,3}) (.+)$/.exec(line);
    if (heading) {
      refuseLeft(stories, current);
      const title = heading[2]!;
      current = heading[1] === "###" ? { title, anchor: anchorOf(title), points: [], examples: [] } : undefined;
      if (current) sections.push(current);
    }
    const point = /^- \*\*([^*]+)\.\*\*/.exec(line);
    if (point) current?.points.push(point[1]!);
    const fence = /^```(\w*)$/.exec(line);
    if (!fence) continue;
    const end = lines.indexOf("```", at + 1);
    const block = lines.slice(at + 1, end);
    at = end;
    if (!current) continue;
    if (fence[1] === "story") stories.push(block.join("\n"));
    else if (fence[1] === "figures" && stories.length > 0) {
      current.examples.push({ stories, figures: block });
      stories = [];
    } else throw new Error(`"${current.title}" has a block of ${fence[1] || "nothing"} that belongs to no story.`);
  }
  refuseLeft(stories, current);
  return sections;
}

function refuseLeft(stories: readonly string[], section: Section | undefined): void {
  if (stories.length > 0) throw new Error(`A story of "${section?.title}" has no figures.`);
}
