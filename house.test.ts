// Guards the doors between the rooms (CONTRIBUTING.md), and the few rules that no linter knows.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const root = import.meta.dirname;
const ROOMS = ["engine", "protocol", "server", "web", "cli", "infra"] as const;
type Room = (typeof ROOMS)[number];

/** Which rooms a room may import from, and which packages the pure ones may use. */
const DOORS: Record<Room, readonly Room[]> = {
  engine: [],
  protocol: ["engine"],
  server: ["engine", "protocol"],
  web: ["engine", "protocol"],
  cli: ["engine", "protocol", "server"],
  infra: ["server"],
};
const PURE: Partial<Record<Room, RegExp>> = {
  engine: /^zod(\/mini)?$/,
  protocol: /^(zod(\/mini)?|@tickfolio\/engine)$/,
};

const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file && existsSync(join(root, file)));
const sources = tracked.filter((file) => /\.(ts|tsx|mjs)$/.test(file));
const isTest = (file: string) => /\.test\.tsx?$|\/e2e\/|\/testing\.ts$|conformance\.ts$|\/fake-[^/]*\.ts$/.test(file);
const text = (file: string) => readFileSync(join(root, file), "utf8");
const roomOf = (file: string) => ROOMS.find((room) => file.startsWith(`${room}/`));

function importsOf(file: string): string[] {
  const specifiers =
    /(?:^|\n)\s*(?:import|export)\s[^;]*?from\s+"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)|(?:^|\n)import\s+"([^"]+)"/g;
  return [...text(file).matchAll(specifiers)].map((match) => (match[1] ?? match[2] ?? match[3])!);
}

describe("the doors", () => {
  for (const room of ROOMS) {
    test(`${room} imports only from ${["itself", ...DOORS[room]].join(", ")}`, () => {
      const wrong: string[] = [];
      for (const file of sources.filter((candidate) => roomOf(candidate) === room)) {
        for (const specifier of importsOf(file)) {
          const target = specifier.startsWith(".")
            ? roomOf(relative(root, resolve(root, dirname(file), specifier)))
            : ROOMS.find((candidate) => specifier.startsWith(`@tickfolio/${candidate}`));
          if (!target || target === room) continue;
          const crossing = specifier.startsWith(".") && `${file}: reaches ${specifier} past the room's index`;
          if (crossing && !isTest(file)) wrong.push(crossing);
          else if (!DOORS[room].includes(target) && !isTest(file)) wrong.push(`${file}: imports ${specifier}`);
        }
      }
      expect(wrong).toEqual([]);
    });
  }

  test("from outside a room only its public face is seen: of the engine, itself and its conformance", () => {
    const wrong: string[] = [];
    const faces = new Set<string>();
    for (const room of ROOMS) {
      const { exports = {} } = JSON.parse(text(`${room}/package.json`)) as { exports?: Record<string, string> };
      for (const face of Object.keys(exports)) faces.add(`@tickfolio/${room}${face.slice(1)}`);
    }
    expect([...faces].filter((face) => face.includes("/engine"))).toEqual([
      "@tickfolio/engine",
      "@tickfolio/engine/conformance",
    ]);
    for (const file of sources.filter((candidate) => roomOf(candidate))) {
      for (const specifier of importsOf(file)) {
        if (specifier.startsWith("@tickfolio/") && !faces.has(specifier)) wrong.push(`${file}: imports ${specifier}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("engine and protocol use no package but their schema library, and nothing of Node", () => {
    const wrong: string[] = [];
    for (const file of sources) {
      const allowed = PURE[roomOf(file) ?? "web"];
      if (!allowed || isTest(file)) continue;
      for (const specifier of importsOf(file)) {
        if (!specifier.startsWith(".") && !allowed.test(specifier)) wrong.push(`${file}: imports ${specifier}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("the engine has no clock and no chance", () => {
    const impure = /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.now\b|\bsetTimeout\b|\bfetch\(/;
    expect(sources.filter((file) => roomOf(file) === "engine" && !isTest(file) && impure.test(text(file)))).toEqual([]);
  });

  test("inside the server only config.ts reads the environment", () => {
    const readers = sources.filter(
      (file) => roomOf(file) === "server" && !isTest(file) && /\bprocess\.env\b/.test(text(file)),
    );
    expect(readers.filter((file) => file !== "server/config.ts")).toEqual([]);
  });

  test("inside the server only main/ chooses implementations", () => {
    const chosen = /\bcreate(Sqlite|Dynamo)Table\(/;
    const wrong = sources.filter(
      (file) =>
        roomOf(file) === "server" &&
        !isTest(file) &&
        !file.startsWith("server/main/") &&
        !file.startsWith("server/store/") &&
        chosen.test(text(file)),
    );
    expect(wrong).toEqual([]);
  });
});

describe("the house", () => {
  test("no file is longer than 400 lines", () => {
    const long = sources.filter((file) => !isTest(file) && text(file).split("\n").length > 401);
    expect(long).toEqual([]);
  });

  test("file names are kebab-case", () => {
    const named = sources.map((file) => file.split("/").at(-1)!);
    expect(named.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*\.(ts|tsx|mjs)$/.test(name))).toEqual([]);
  });

  test("nothing speaks of the machine it was written on", () => {
    const path = /(^|[^A-Za-z0-9_.])\/(work|root|home\/[a-z]+)\/[A-Za-z.]/;
    const prose = tracked.filter((file) => /\.(ts|tsx|mjs|md|json|yml|css|html)$/.test(file) && !file.includes("lock"));
    expect(prose.filter((file) => path.test(text(file)))).toEqual([]);
  });

  test("the lockfiles name no download addresses", () => {
    for (const file of ["package-lock.json", "tools/node/package-lock.json"]) {
      expect(text(file)).not.toMatch(/"resolved": "https?:/);
    }
  });

  test("no test is skipped or focused", () => {
    const marked = sources.filter((file) => /\b(it|test|describe)\.(only|skip|todo)\b/.test(text(file)));
    expect(marked.filter((file) => file !== "house.test.ts")).toEqual([]);
  });
});
