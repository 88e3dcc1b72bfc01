//! The lowest point of a smooth function.

/// Steps remembered to guess the next.
const KEPT: usize = 8;

/// Where `value` is least, from `weights` on, by limited-memory BFGS; `value` also fills in the slope.
pub(super) fn minimum(mut weights: Vec<f64>, value: impl Fn(&[f64], &mut [f64]) -> f64) -> Vec<f64> {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let width = weights.len();
    let mut slope = vec![0.0; width];
    let mut loss = value(&weights, &mut slope);
    let mut history: Vec<(Vec<f64>, Vec<f64>)> = Vec::new();
    for _ in 0..150 {
        // Two-loop recursion: the direction the last steps suggest.
        let mut way: Vec<f64> = slope.iter().map(|value| -value).collect();
        let mut shares = Vec::with_capacity(history.len());
        for (step, turn) in history.iter().rev() {
            let share = dot(step, &way) / dot(step, turn);
            way.iter_mut().zip(turn).for_each(|(way, turn)| *way -= share * turn);
            shares.push(share);
        }
        if let Some((step, turn)) = history.last() {
            let scale = dot(step, turn) / dot(turn, turn);
            way.iter_mut().for_each(|way| *way *= scale);
        } else {
            let scale = 1.0 / dot(&slope, &slope).sqrt().max(1.0);
            way.iter_mut().for_each(|way| *way *= scale);
        }
        for ((step, turn), share) in history.iter().zip(shares.iter().rev()) {
            let back = dot(turn, &way) / dot(step, turn);
            way.iter_mut().zip(step).for_each(|(way, step)| *way += (share - back) * step);
        }
        let fall = dot(&slope, &way);
        let mut length = 1.0;
        let mut next_slope = vec![0.0; width];
        let (next, next_loss) = loop {
            let next: Vec<f64> = weights.iter().zip(&way).map(|(weight, way)| weight + length * way).collect();
            let next_loss = value(&next, &mut next_slope);
            if next_loss <= loss + 1e-4 * length * fall || length < 1e-6 {
                break (next, next_loss);
            }
            length *= 0.5;
        };
        let step: Vec<f64> = next.iter().zip(&weights).map(|(a, b)| a - b).collect();
        let turn: Vec<f64> = next_slope.iter().zip(&slope).map(|(a, b)| a - b).collect();
        let done = loss - next_loss < 1e-6 * loss.max(1.0);
        if dot(&step, &turn) > 1e-10 {
            history.push((step, turn));
            if history.len() > KEPT {
                history.remove(0);
            }
        }
        (weights, slope, loss) = (next, next_slope, next_loss);
        if done {
            break;
        }
    }
    weights
}
