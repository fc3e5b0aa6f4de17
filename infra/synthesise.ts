import { App } from "aws-cdk-lib";
import type { CloudAssembly } from "aws-cdk-lib/cx-api";
import recommendedFlags from "aws-cdk-lib/recommended-feature-flags.json" with { type: "json" };
import type { Settings } from "./settings.ts";
import { type Bundles, TickfolioStack } from "./stack.ts";

/** The stack for no account in particular: Region and account are those of whoever deploys it. */
export function createStack(
  settings: Settings,
  bundles: Bundles,
  outdir?: string,
): { app: App; stack: TickfolioStack } {
  const app = new App({
    analyticsReporting: false,
    // As `cdk init` sets them for new projects.
    context: recommendedFlags,
    ...(outdir === undefined ? {} : { outdir }),
  });
  // Names that CDK makes up begin with this one, so two stacks of one account do not clash.
  const stack = new TickfolioStack(app, settings.stackName, {
    tags: { application: settings.stackName },
    settings,
    bundles,
  });
  return { app, stack };
}

export function synthesise(settings: Settings, bundles: Bundles, outdir: string): CloudAssembly {
  return createStack(settings, bundles, outdir).app.synth();
}
