//! Figures: `cargo xtask bench [NAME]`, one line each: name, value, unit, ratio to what it is measured against.

mod registry;
mod spine;

/// A bench prints its lines by itself.
type Bench = fn() -> Result<(), String>;

/// Every bench by name.
const BENCHES: &[(&str, Bench)] = &[("registry", registry::run), ("spine", spine::measure)];

/// Runs the bench of that name, or all.
pub fn start(name: Option<&str>) -> Result<(), String> {
    let mut ran = false;
    for (one, bench) in BENCHES {
        if name.is_none_or(|name| name == *one) {
            bench()?;
            ran = true;
        }
    }
    if ran {
        Ok(())
    } else {
        let names: Vec<_> = BENCHES.iter().map(|(name, _)| *name).collect();
        Err(format!("there are the benches {}", names.join(", ")))
    }
}

/// Prints a figure; `ratio` is left out where there is nothing to compare with.
fn line(name: &str, value: f64, unit: &str, ratio: Option<f64>) {
    match ratio {
        Some(ratio) => println!("{name} {value:.2} {unit} {ratio:.2}"),
        None => println!("{name} {value:.2} {unit} -"),
    }
}

/// The middle one of some measurements.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_found() {
        assert!((median(vec![3.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON);
        assert!(median(Vec::new()).is_nan());
    }

    #[test]
    fn unknown_names_are_told_the_known_ones() {
        assert!(start(Some("none")).is_err_and(|e| e.contains("registry")));
    }
}
