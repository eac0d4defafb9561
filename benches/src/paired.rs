//! Things measured side by side.
//!
//! A machine is never the same for two minutes, so each round measures everything once,
//! in another order, and what is compared are the numbers of the same round: their
//! difference or ratio, and of these the median over all rounds.
//!
//! Invariant: all samples of one run have the same rounds, so they may be combined round by round.

use std::time::Duration;

use crate::cpu;

/// How much CPU time one thing gets in one round; long beside the clock's own cost.
const SLICE: Duration = Duration::from_millis(4);

/// A thing to be measured: it does what it is named after as often as it is told to.
pub struct Subject<'a> {
    name: &'static str,
    run: Box<dyn FnMut(u32) + 'a>,
}

impl<'a> Subject<'a> {
    /// Does `once` again and again.
    pub fn new<T>(name: &'static str, mut once: impl FnMut() -> T + 'a) -> Self {
        Self::batch(name, move |times| {
            for _ in 0..times {
                std::hint::black_box(once());
            }
        })
    }

    /// Does it as often as it is told to, all at once.
    pub fn batch(name: &'static str, run: impl FnMut(u32) + 'a) -> Self {
        let run = Box::new(run);
        Self { name, run }
    }

    /// The CPU time of one of `times`, in microseconds.
    fn sample(&mut self, times: u32) -> f64 {
        let before = cpu::of_process();
        (self.run)(times);
        let spent = cpu::of_process().saturating_sub(before);
        spent.as_secs_f64() * 1e6 / f64::from(times)
    }

    /// How often it fits into a slice.
    fn calibrate(&mut self) -> u32 {
        let mut times = 1;
        loop {
            let before = cpu::of_process();
            (self.run)(times);
            if cpu::of_process().saturating_sub(before) >= SLICE || times > 1 << 24 {
                return times;
            }
            times *= 2;
        }
    }
}

/// The numbers of one subject, or of several combined: one for each round.
#[derive(Debug, Clone)]
pub struct Samples(Vec<f64>);

impl Samples {
    /// Samples that were taken elsewhere, one for each round.
    #[must_use]
    pub fn new(samples: Vec<f64>) -> Self {
        Self(samples)
    }

    /// Both, put together round by round.
    #[must_use]
    pub fn with(&self, other: &Self, combine: impl Fn(f64, f64) -> f64) -> Self {
        let pairs = self.0.iter().zip(&other.0);
        Self(pairs.map(|(one, other)| combine(*one, *other)).collect())
    }

    /// The sum, round by round.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        self.with(other, |one, other| one + other)
    }

    /// The difference, round by round.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        self.with(other, |one, other| one - other)
    }

    /// The median.
    #[must_use]
    pub fn median(&self) -> f64 {
        let sorted = self.sorted();
        sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
    }

    /// Bounds between which the true median lies with 95 % confidence: the order
    /// statistics that a sign test gives.
    #[must_use]
    pub fn bounds(&self) -> (f64, f64) {
        let sorted = self.sorted();
        let count = sorted.len() as f64;
        let reach = 0.98 * count.sqrt();
        let at = |position: f64| {
            let last = sorted.len().saturating_sub(1);
            // A position in a list of some hundreds.
            let index = (position.max(0.0) as usize).min(last);
            sorted.get(index).copied().unwrap_or(f64::NAN)
        };
        (at(count / 2.0 - reach), at(count / 2.0 + reach))
    }

    fn sorted(&self) -> Vec<f64> {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted
    }

    /// Prints a line: the name, the median, its bounds.
    pub fn print(&self, name: &str, unit: &str) {
        let (low, high) = self.bounds();
        let median = self.median();
        println!("{name:<58} {median:>9.2} {unit}   [{low:.2}, {high:.2}]");
    }
}

/// Measures all subjects in `rounds` rounds and prints what each took.
#[must_use]
pub fn measure<const N: usize>(rounds: usize, mut subjects: [Subject<'_>; N]) -> [Samples; N] {
    // The first run of each is for caches and for finding out how long it takes.
    let times = subjects.each_mut().map(Subject::calibrate);
    let mut samples = [const { Vec::new() }; N];
    for round in 0..rounds {
        for turn in 0..N {
            let index = (round + turn) % N;
            let sample = subjects[index].sample(times[index]);
            samples[index].push(sample);
        }
    }
    println!("CPU time of one, median of {rounds} rounds, and its 95 % bounds:");
    let samples = samples.map(Samples);
    for (subject, samples) in subjects.iter().zip(&samples) {
        samples.print(subject.name, "µs");
    }
    samples
}

/// How many rounds to run: the first number among the arguments, or `otherwise`.
#[must_use]
pub fn rounds(otherwise: usize) -> usize {
    let numbers = std::env::args().filter_map(|argument| argument.parse().ok());
    numbers.take(1).last().unwrap_or(otherwise)
}
