import { Alert, Button, Card, FileButton, Group, Progress, Stack, Text, ThemeIcon } from "@mantine/core";
import { IconAlertTriangle, IconFileUpload } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { formatBytes, formatPercent } from "../../components/format.ts";
import { type Upload, uploadFile } from "./upload.ts";

/** Choose or drop a file; it is sent at once, with its progress. */
export function UploadStep({ onUploaded }: { onUploaded: (datasetId: string) => void }) {
  const [file, setFile] = useState<File | null>(null);
  const [progress, setProgress] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  const [isOver, setOver] = useState(false);
  const upload = useRef<Upload | null>(null);

  async function send(chosen: File | null | undefined) {
    if (!chosen) return;
    setFile(chosen);
    setProgress(0);
    setProblem(null);
    upload.current = uploadFile(chosen, setProgress);
    try {
      onUploaded(await upload.current.done);
    } catch (error) {
      setProblem((error as Error).message);
      setFile(null);
    }
  }

  if (file) {
    return (
      <Card>
        <Stack gap="sm">
          <Group justify="space-between">
            <Text fw={600} truncate>
              {file.name}
            </Text>
            <Text size="sm" c="dimmed" className="number">
              {formatBytes(file.size)}, {formatPercent(progress)}
            </Text>
          </Group>
          <Progress value={progress * 100} aria-label="Upload" animated />
          <Text size="sm" c="dimmed">
            {progress < 1 ? "Uploading" : "Looking at what is in it"}
          </Text>
          <Group>
            <Button variant="default" size="xs" onClick={() => upload.current?.cancel()}>
              Cancel
            </Button>
          </Group>
        </Stack>
      </Card>
    );
  }
  return (
    <Stack gap="md">
      {problem && (
        <Alert color="red" icon={<IconAlertTriangle size={18} />} title="The file was not taken" role="alert">
          {problem}
        </Alert>
      )}
      <Card
        py={56}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void send(event.dataTransfer.files[0]);
        }}
        style={{
          borderStyle: "dashed",
          borderWidth: 2,
          borderColor: isOver ? "var(--mantine-primary-color-filled)" : undefined,
        }}
      >
        <Stack align="center" gap="sm">
          <ThemeIcon size={56} radius="xl" variant="light">
            <IconFileUpload size={28} />
          </ThemeIcon>
          <Text fw={600}>Drop a CSV file here</Text>
          <Text c="dimmed" size="sm" ta="center" maw={460}>
            Any delimiter and encoding; one row for each loan. Nothing is imported before you have looked at
            what was found.
          </Text>
          <FileButton
            onChange={(chosen) => void send(chosen)}
            accept=".csv,.txt,.tsv,text/csv,text/plain"
            inputProps={{ "aria-label": "CSV file" }}
          >
            {(props) => <Button {...props}>Choose a file</Button>}
          </FileButton>
        </Stack>
      </Card>
    </Stack>
  );
}
