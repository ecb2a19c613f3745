import { createBrowserRouter, Navigate, type RouteObject } from "react-router";
import { AdminsOnly } from "./pages/shell/admins-only.tsx";
import { RouteError } from "./pages/shell/route-error.tsx";
import { Shell } from "./pages/shell/shell.tsx";

const admins: RouteObject[] = [
  {
    path: "datasets",
    lazy: async () => ({ Component: (await import("./pages/datasets/datasets-page.tsx")).DatasetsPage }),
  },
  {
    path: "datasets/new",
    lazy: async () => ({ Component: (await import("./pages/import/import-page.tsx")).ImportPage }),
  },
  {
    path: "datasets/:id",
    lazy: async () => ({ Component: (await import("./pages/datasets/dataset-page.tsx")).DatasetPage }),
  },
  {
    path: "explore",
    lazy: async () => ({ Component: (await import("./pages/explore/explore-page.tsx")).ExplorePage }),
  },
  {
    path: "models",
    lazy: async () => ({ Component: (await import("./pages/models/models-page.tsx")).ModelsPage }),
  },
  {
    path: "models/:id",
    lazy: async () => ({ Component: (await import("./pages/models/model-page.tsx")).ModelPage }),
  },
  {
    path: "policy",
    lazy: async () => ({ Component: (await import("./pages/policy/policy-page.tsx")).PolicyPage }),
  },
  {
    path: "experiments",
    lazy: async () => ({
      Component: (await import("./pages/experiments/experiments-page.tsx")).ExperimentsPage,
    }),
  },
  {
    path: "activity",
    lazy: async () => ({ Component: (await import("./pages/activity/activity-page.tsx")).ActivityPage }),
  },
  {
    path: "access",
    lazy: async () => ({ Component: (await import("./pages/access/access-page.tsx")).AccessPage }),
  },
];

/** Every page's code comes when the page is first opened. */
export const router = createBrowserRouter([
  {
    path: "/sign-in",
    errorElement: <RouteError />,
    hydrateFallbackElement: <div />,
    lazy: async () => ({ Component: (await import("./pages/sign-in/sign-in-page.tsx")).SignInPage }),
  },
  {
    path: "/",
    element: <Shell />,
    errorElement: <RouteError />,
    hydrateFallbackElement: <div />,
    children: [
      { index: true, element: <Navigate to="/borrowers" replace /> },
      {
        path: "borrowers",
        lazy: async () => ({ Component: (await import("./pages/worklist/worklist-page.tsx")).WorklistPage }),
      },
      {
        path: "borrowers/:id",
        lazy: async () => ({ Component: (await import("./pages/borrower/borrower-page.tsx")).BorrowerPage }),
      },
      {
        path: "decisions/:id",
        lazy: async () => ({ Component: (await import("./pages/receipt/receipt-page.tsx")).ReceiptPage }),
      },
      {
        path: "account",
        lazy: async () => ({ Component: (await import("./pages/account/account-page.tsx")).AccountPage }),
      },
      { element: <AdminsOnly />, children: admins },
      {
        path: "*",
        lazy: async () => ({
          Component: (await import("./pages/not-found/not-found-page.tsx")).NotFoundPage,
        }),
      },
    ],
  },
]);
