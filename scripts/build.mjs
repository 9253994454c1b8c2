// npm run build, and wrangler's own build command: compiles the Worker to build/ if a source has changed.
import { die } from "./lib/log.mjs";
import { ensureBundle, ensurePackages } from "./lib/setup.mjs";

try {
  // Set where a built bundle is to be run as it is.
  if (!process.env.TANDEM_SKIP_BUILD) {
    await ensurePackages();
    await ensureBundle();
  }
} catch (error) {
  die(error);
}
