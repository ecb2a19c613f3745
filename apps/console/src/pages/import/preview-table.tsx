import { Text } from "@mantine/core";
import classes from "./preview-table.module.css";
import type { Preview } from "./queries.ts";

const shown = 5;

/** The file's first rows, as they stand in it. As wide as the file: the only table that is scrolled sideways. */
export function PreviewTable({ preview }: { preview: Preview }) {
  if (preview.rows.length === 0) return <Text c="dimmed">The file has no rows.</Text>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
    <section className={classes.frame} aria-label="First rows" tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            {preview.columns.map(({ index, name }) => (
              <th key={index}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.rows.slice(0, shown).map((row) => (
            <tr key={row.join("\u0000")}>
              {preview.columns.map(({ index }) => (
                <td key={index} title={row[index]}>
                  {row[index]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
