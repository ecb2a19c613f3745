import { join } from "node:path";
import { become, build, install, node, root } from "./setup.mjs";

install();
build();
become(node, ["--enable-source-maps", join(root, "apps/api/dist/main.js")]);
