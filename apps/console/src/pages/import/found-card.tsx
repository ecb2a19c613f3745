import { Alert, Anchor } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { Link } from "react-router";
import { countOf, formatBytes } from "../../components/format.ts";
import { Section } from "../../components/section.tsx";
import { PreviewTable } from "./preview-table.tsx";
import type { Preview, UploadedDataset } from "./queries.ts";

const delimiterNames: Record<string, string> = {
  ",": "commas",
  ";": "semicolons",
  "\t": "tabs",
  "|": "vertical bars",
};

/** What the file is, and its first rows. */
export function FoundCard({ dataset, preview }: { dataset: UploadedDataset; preview: Preview }) {
  const { delimiter, decimalSeparator, encoding, columns } = preview;
  const facts = [
    formatBytes(dataset.byteSize),
    countOf(columns.length, "column"),
    `separated by ${delimiterNames[delimiter] ?? delimiter}`,
    `decimals with a ${decimalSeparator === "," ? "comma" : "point"}`,
    encoding.toUpperCase(),
  ];
  return (
    <Section title={dataset.fileName} hint={`${facts.join(", ")}.`}>
      {dataset.duplicateOf && (
        <Alert color="yellow" icon={<IconInfoCircle size={18} />} mb="md">
          This is exactly the file of{" "}
          <Anchor component={Link} to={`/datasets/${dataset.duplicateOf}`} inherit>
            an earlier import
          </Anchor>
          : importing it again adds nothing new.
        </Alert>
      )}
      <PreviewTable preview={preview} />
    </Section>
  );
}
