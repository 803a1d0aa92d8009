//! The provisions that an outline declares.

use acquis_base::ProvisionPath;
use acquis_ir::{Instrument, ProvisionId};
use acquis_syntax::ast;

use super::{Role, Symbol, Walker};
use crate::outline::{labels_of, outlined, own_paths};

impl Walker<'_, '_> {
    pub(super) fn instrument(&mut self, written: &ast::Instrument) {
        let Some(outlined) = outlined(self.db, self.decl).as_ref() else { return };
        for item in &written.provisions {
            self.provision(item, &outlined.instrument, &[(None, vec![ProvisionPath::default()])]);
        }
    }

    /// Notes an item and those below it. What stands around it may be several provisions, where a range stands for them,
    /// each with its label and the paths by which it is cited.
    fn provision(
        &mut self,
        item: &ast::Provision,
        instrument: &Instrument,
        around: &[(Option<acquis_base::Name>, Vec<ProvisionPath>)],
    ) {
        for reference in &item.refers_to {
            self.citation(reference, Role::Uses);
        }
        let span = item.last.as_ref().map_or(item.first.span, |last| item.first.span.to(last.span));
        let mut own = vec![];
        for (parent, paths) in around {
            let labels = labels_of(item, parent.as_ref()).unwrap_or_default();
            for label in labels {
                let named = item.named.as_ref().map(|named| named.name.clone());
                let inner = own_paths(item.kind, &label, named, paths);
                let found = inner.first().and_then(|path| instrument.find(path));
                if let Some((_, node)) = found {
                    let id = ProvisionId { instrument: instrument.name.clone(), path: node.path.clone() };
                    self.add(span, Symbol::Provision(id), Role::Declares);
                }
                own.push((Some(label), inner));
            }
        }
        for child in &item.children {
            self.provision(child, instrument, &own);
        }
    }
}
