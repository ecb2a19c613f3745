import { countOf } from "../../components/format.ts";
import type { Classifier } from "../../gql/graphql.ts";

interface Method {
  label: string;
  /** One line: what speaks for it. */
  description: string;
  hasTrees: boolean;
}

/** The ways to learn, the default first. */
export const methods: Record<Classifier, Method> = {
  RANDOM_FOREST: {
    label: "Random forest",
    description: "The default: many independent trees that vote. Hard to get wrong.",
    hasTrees: true,
  },
  GRADIENT_BOOSTING: {
    label: "Gradient boosting",
    description: "Each tree corrects the ones before it. Often a little sharper, with enough loans.",
    hasTrees: true,
  },
  LOGISTIC_REGRESSION: {
    label: "Logistic regression",
    description: "A scorecard: every column adds or takes points. The easiest to read.",
    hasTrees: false,
  },
  MLJS_RANDOM_FOREST: {
    label: "ml-random-forest",
    description: "The npm package, to compare with. Slow: for small data only.",
    hasTrees: true,
  },
};

export function isClassifier(name: string | null): name is Classifier {
  return name !== null && Object.hasOwn(methods, name);
}

/** "Random forest of 500 trees", of a model that calls its method "random-forest". */
export function methodText({ classifier, trees }: { classifier: string; trees: number }): string {
  const name = classifier.toUpperCase().replaceAll("-", "_");
  if (!isClassifier(name)) return classifier;
  const { label, hasTrees } = methods[name];
  return hasTrees ? `${label} of ${countOf(trees, "tree")}` : label;
}
