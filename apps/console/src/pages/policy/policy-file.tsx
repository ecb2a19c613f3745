import { useApolloClient } from "@apollo/client/react";
import { Button, FileButton, Group } from "@mantine/core";
import { IconDownload, IconFolderOpen } from "@tabler/icons-react";
import { memo, useState } from "react";
import type { Problem } from "../../components/problems.ts";
import { completeRulesQuery } from "./preview-queries.ts";
import { ProblemAlerts } from "./problem-alerts.tsx";
import { type Rules, toRules } from "./rules.ts";
import type { Simulation } from "./use-preview.ts";

/** In bytes; a policy has a few thousand. */
const largest = 1_000_000;

interface PolicyFileProps {
  rules: Rules;
  /** What the server made of the rules, with their prices; null while it is not known. */
  simulation: Simulation | null;
  /** Names the file. */
  version: number | null;
  onOpen: (rules: Rules) => void;
}

/** The rules as the file that the command line reads (`--policy`), and back. */
export const PolicyFile = memo(function PolicyFile({ rules, simulation, version, onOpen }: PolicyFileProps) {
  const client = useApolloClient();
  const [problems, setProblems] = useState<readonly Problem[]>([]);

  function download() {
    const { agentHour, legalCase } = simulation!.rules.prices;
    const text = JSON.stringify({ ...rules, prices: { agentHour, legalCase } }, null, 2);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text, "\n"], { type: "application/json" }));
    link.download = version === null ? "policy.json" : `policy-${version}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  async function open(file: File | null) {
    if (file === null) return;
    const opened = await read(file);
    setProblems("problems" in opened ? opened.problems : []);
    if (!("problems" in opened)) onOpen(opened);
  }

  /** The server completes what a file may leave out, and says what it does not understand. */
  async function read(file: File): Promise<Rules | { problems: readonly Problem[] }> {
    const refuse = (message: string) => ({ problems: [{ path: "", message: `${file.name}: ${message}` }] });
    if (file.size > largest) return refuse("This is too large for a policy.");
    try {
      const { prices: _, ...read } = JSON.parse(await file.text()) as Rules & { prices?: object };
      const { data } = await client.query({
        query: completeRulesQuery,
        variables: { rules: read },
        fetchPolicy: "no-cache",
      });
      const answer = data?.simulatePolicy;
      if (answer?.__typename === "PolicySimulation") return toRules(answer.rules);
      if (!answer) return refuse("The server gave no answer.");
      return {
        problems: answer.problems.map(({ path, message }) => ({ path: "", message: `${path}: ${message}` })),
      };
    } catch (error) {
      const isJson = !(error instanceof SyntaxError || error instanceof TypeError);
      return refuse(isJson ? (error as Error).message : "This is not a policy as JSON.");
    }
  }

  return (
    <>
      <Group gap="xs">
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconDownload size={15} />}
          disabled={simulation === null}
          onClick={download}
        >
          Save as file
        </Button>
        <FileButton accept="application/json,.json" onChange={(file) => void open(file)}>
          {(props) => (
            <Button {...props} size="compact-sm" variant="subtle" leftSection={<IconFolderOpen size={15} />}>
              Open a file
            </Button>
          )}
        </FileButton>
      </Group>
      <ProblemAlerts problems={problems} />
    </>
  );
});
