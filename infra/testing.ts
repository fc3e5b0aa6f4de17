import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TemplateText } from "./parts.ts";
import { readSettings } from "./settings.ts";
import type { Bundles } from "./stack.ts";
import { createStack } from "./synthesise.ts";

export interface Resource {
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: CloudFormation's own shapes, different for each type.
  Properties: any;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  DependsOn?: string[];
}

/** Makes a stack with functions of one line, since what the template says does not depend on what they do. */
export function withStack<T>(args: readonly string[], use: (made: ReturnType<typeof createStack>) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "tickfolio-stack-"));
  const clean = () => rmSync(folder, { recursive: true, force: true });
  let used: T | undefined;
  try {
    const bundles: Bundles = { api: join(folder, "api"), push: join(folder, "push"), ticker: join(folder, "ticker") };
    for (const [name, path] of Object.entries(bundles)) {
      mkdirSync(path);
      writeFileSync(join(path, "index.mjs"), `export const handler = () => "${name}";\n`);
    }
    used = use(createStack(readSettings(args), bundles, join(folder, "cdk.out")));
    return used;
  } finally {
    if (used instanceof Promise) used.finally(clean).catch(() => {});
    else clean();
  }
}

export function synthesised(args: readonly string[] = []): TemplateText & { Resources: Record<string, Resource> } {
  return withStack(args, ({ app, stack }) => app.synth().getStackArtifact(stack.artifactId).template);
}

export function resourcesOf(template: { Resources: Record<string, Resource> }, type: string): [string, Resource][] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}

/** CloudFormation's functions as one text, e.g. `https://${Domain}/push`, so that a claim can be read. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(textOf).join(",");
  if (typeof value !== "object" || value === null) return String(value);
  const [[name, argument]] = Object.entries(value) as [[string, unknown]];
  if (name === "Ref") return `\${${argument}}`;
  if (name === "Fn::GetAtt") return `\${${(argument as string[]).join(".")}}`;
  if (name === "Fn::Join")
    return ((argument as [string, unknown[]])[1] ?? []).map(textOf).join((argument as [string])[0]);
  return JSON.stringify(value);
}
