//! Acquis in Zed: finds `acquis` and starts its language server. Everything else is asked of that.

use zed_extension_api::settings::LspSettings;
use zed_extension_api::{self as zed, Command, LanguageServerId, Result, Worktree, serde_json};

const SERVER: &str = "acquis";

struct Acquis;

impl Acquis {
    /// The program that the user has named, else the first one on the path.
    fn program(worktree: &Worktree) -> Result<Command> {
        let set = LspSettings::for_worktree(SERVER, worktree).ok().and_then(|settings| settings.binary);
        let (path, arguments) = set.map_or((None, None), |binary| (binary.path, binary.arguments));
        let command = path.or_else(|| worktree.which(SERVER)).ok_or_else(|| {
            "there is no acquis on the PATH: install it, or say in the settings where it is, under lsp.acquis.binary.path"
                .to_owned()
        })?;
        let args = arguments.unwrap_or_else(|| vec!["lsp".to_owned()]);
        Ok(Command { command, args, env: worktree.shell_env() })
    }

    /// What the user has set, in the section in which the server looks for it.
    fn settings(worktree: &Worktree) -> Option<serde_json::Value> {
        let settings =
            LspSettings::for_worktree(SERVER, worktree).ok().and_then(|settings| settings.settings)?;
        Some(serde_json::json!({ SERVER: settings }))
    }
}

impl zed::Extension for Acquis {
    fn new() -> Self {
        Self
    }

    fn language_server_command(&mut self, _: &LanguageServerId, worktree: &Worktree) -> Result<Command> {
        Self::program(worktree)
    }

    fn language_server_initialization_options(
        &mut self,
        _: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<serde_json::Value>> {
        Ok(Self::settings(worktree))
    }

    fn language_server_workspace_configuration(
        &mut self,
        _: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<serde_json::Value>> {
        Ok(Self::settings(worktree))
    }
}

zed::register_extension!(Acquis);
