//! Writes `migrations/` from `schema/`.

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let schema = match tandem_schema::read(&root.join("schema")) {
        Ok(schema) => schema,
        Err(mistakes) => {
            for mistake in mistakes {
                eprintln!("{mistake}");
            }
            return ExitCode::FAILURE;
        }
    };
    for (path, content) in tandem_schema::migrations(&schema) {
        let path = root.join("migrations").join(path);
        if let Err(error) = std::fs::write(&path, content) {
            eprintln!("{} can't be written: {error}; see that its folder is there", path.display());
            return ExitCode::FAILURE;
        }
        println!("{}", path.display());
    }
    ExitCode::SUCCESS
}
