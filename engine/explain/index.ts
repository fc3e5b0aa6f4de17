export type { ExplainInput } from "./day-view.ts";
export { DEFINITIONS, type Definition } from "./definitions.ts";
export { createExplainer, type Explainer, explain, type Figure } from "./explainer.ts";
export type { Explanation, Leaf as ExplanationLeaf, Value as ExplainedValue } from "./explanation.ts";
export { type ExplanationData, recomputeData, writeExplanation } from "./explanation-data.ts";
export type { Operation } from "./operations.ts";
export { recompute } from "./recompute.ts";
export type { RiskChoice } from "./risk-figures.ts";
