//! Work on all cores.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Applies a function to all items; the results come in the order of the items.
pub(crate) fn map<'i, T: Sync, R: Send>(
    items: &'i [T],
    apply: impl Fn(&'i T) -> R + Sync,
) -> Vec<R> {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    if cores == 1 || items.len() < 2 {
        return items.iter().map(apply).collect();
    }
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::with_capacity(items.len()));
    let work = || {
        let mut mine = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { break };
            mine.push((index, apply(item)));
        }
        match results.lock() {
            Ok(mut all) => all.append(&mut mine),
            Err(poisoned) => poisoned.into_inner().append(&mut mine),
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..cores {
            scope.spawn(work);
        }
        work();
    });
    let mut all = results
        .into_inner()
        .unwrap_or_else(|poisoned| poisoned.into_inner());
    all.sort_by_key(|(index, _)| *index);
    all.into_iter().map(|(_, result)| result).collect()
}

/// Does two things at once: `beside` on a thread of its own.
pub(crate) fn both<A, B: Send>(
    here: impl FnOnce() -> A,
    beside: impl FnOnce() -> B + Send,
) -> (A, B) {
    std::thread::scope(|scope| {
        let beside = scope.spawn(beside);
        let here = here();
        let beside = beside.join();
        (here, beside.unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

/// Drops a large value without waiting for it: taking a model apart takes longer than
/// the end of a run should.
pub(crate) fn discard<T: Send + 'static>(value: T) {
    std::thread::spawn(move || drop(value));
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_order_is_kept() {
        let items: Vec<usize> = (0..1000).collect();
        let squares = super::map(&items, |n| n * n);
        assert!(
            squares
                .iter()
                .enumerate()
                .all(|(n, square)| n * n == *square)
        );
        assert_eq!(squares.len(), 1000);
    }
}
