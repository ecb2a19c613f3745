import { useQuery } from "@apollo/client/react";
import { Anchor, Button } from "@mantine/core";
import { IconFileCheck, IconFileOff } from "@tabler/icons-react";
import { Link, useSearchParams } from "react-router";
import { Page } from "../../components/page.tsx";
import { EmptyState, ErrorState, LoadingCard } from "../../components/states.tsx";
import { MappingStep } from "./mapping-step.tsx";
import { uploadedDatasetQuery } from "./queries.ts";
import { ResultStep } from "./result-step.tsx";
import { Steps } from "./steps.tsx";
import { UploadStep } from "./upload-step.tsx";

/** Upload, confirm, import. Where a file waits for its mapping, `?dataset=` goes on with it. */
export function ImportPage() {
  const [parameters, setParameters] = useSearchParams();
  const datasetId = parameters.get("dataset");
  const jobId = parameters.get("job");
  const again = (
    <Button variant="default" onClick={() => setParameters({})}>
      Import another file
    </Button>
  );
  return (
    <Page
      title="Import a file"
      back={{ to: "/datasets", label: "Datasets" }}
      description="Bring in your loans: open ones to work on, finished ones to learn from."
      actions={jobId ? again : undefined}
    >
      <Steps current={datasetId ? (jobId ? 2 : 1) : 0} />
      {!datasetId && <UploadStep onUploaded={(id) => setParameters({ dataset: id })} />}
      {datasetId && !jobId && (
        <Mapping
          key={datasetId}
          datasetId={datasetId}
          onStarted={(job) => setParameters({ dataset: datasetId, job })}
        />
      )}
      {datasetId && jobId && (
        <ResultStep
          datasetId={datasetId}
          jobId={jobId}
          onBack={() => setParameters({ dataset: datasetId })}
        />
      )}
    </Page>
  );
}

interface MappingProps {
  datasetId: string;
  onStarted: (jobId: string) => void;
}

function Mapping({ datasetId, onStarted }: MappingProps) {
  const { data, loading, error, refetch } = useQuery(uploadedDatasetQuery, {
    variables: { id: datasetId },
    fetchPolicy: "network-only",
  });
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (loading || !data) return <LoadingCard />;
  const { dataset } = data;
  if (!dataset) return <EmptyState icon={IconFileOff} title="There is no such file" />;
  if (!dataset.preview) {
    return (
      <EmptyState
        icon={IconFileCheck}
        title="This file is imported already"
        action={
          <Anchor component={Link} to={`/datasets/${dataset.id}`}>
            Look at what came of it
          </Anchor>
        }
      />
    );
  }
  return <MappingStep dataset={dataset} preview={dataset.preview} onStarted={onStarted} />;
}
