//! The passes that complete a draft, in their order.
//!
//! Invariant: each pass is one free function over the whole [`Draft`], named after what
//! it does; it reads what earlier passes left and never what later ones bring.

mod assign_features;
mod box_cycles;
mod check_samples;
mod check_unused_types;
mod graph;
mod mark_pages;
mod mark_request_types;
mod name_required_structs;
mod place_types;
mod sort;

use crate::lower::Draft;

/// One pass.
type Pass = fn(&mut Draft<'_>);

/// All passes, in the order in which they run.
const PASSES: &[Pass] = &[
    check_samples::check_samples,
    check_unused_types::check_unused_types,
    check_unused_types::drop_copied_types,
    box_cycles::box_cycles,
    mark_pages::mark_pages,
    mark_request_types::mark_request_types,
    name_required_structs::name_required_structs,
    assign_features::assign_features,
    place_types::place_types,
    sort::sort,
];

/// Runs all passes. With problems before or in one, the model is of no use, but the later
/// checks still run: the user wants to see all problems at once.
pub(crate) fn run(draft: &mut Draft<'_>) {
    for pass in PASSES {
        pass(draft);
    }
}
