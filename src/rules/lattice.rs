//! A chain of characters, each outside a name, its beginning, or inside it: how likely each is, given all others.

/// Outside, beginning, inside.
pub(crate) type Tags = [f64; 3];

/// What a step from one tag to the next is worth, by the tag it comes from.
pub(crate) type Steps = [Tags; 3];

/// Chances of all tags of a chain, by the forward and backward sums of a conditional random field.
pub(crate) struct Lattice {
    forward: Vec<Tags>,
    backward: Vec<Tags>,
    // What it was made from: worth, steps, and what each place was divided by.
    #[cfg(feature = "fit")]
    made: (Vec<Tags>, Steps, Vec<f64>),
}

impl Lattice {
    /// For what beginning and inside are worth at each place, against outside.
    pub(crate) fn new(worth: &[[f64; 2]], steps: &Steps) -> Self {
        let worth: Vec<Tags> = worth.iter().map(|[begins, inside]| [1.0, begins.exp(), inside.exp()]).collect();
        let mut steps = steps.map(|row| row.map(f64::exp));
        // Nothing goes on that did not begin.
        steps[0][2] = 0.0;
        let mut forward: Vec<Tags> = Vec::with_capacity(worth.len());
        let mut scales = Vec::with_capacity(worth.len());
        for here in &worth {
            let before = forward.last().copied().unwrap_or([1.0, 0.0, 0.0]);
            let row: Tags =
                std::array::from_fn(|to| here[to] * (0..3).map(|from| before[from] * steps[from][to]).sum::<f64>());
            let scale = row.iter().sum::<f64>();
            forward.push(row.map(|value| value / scale));
            scales.push(scale);
        }
        let mut backward = vec![[1.0; 3]; worth.len()];
        for at in (1..worth.len()).rev() {
            let (next, here) = (backward[at], worth[at]);
            let of = |from: usize| (0..3).map(|to| steps[from][to] * here[to] * next[to]).sum::<f64>() / scales[at];
            backward[at - 1] = std::array::from_fn(of);
        }
        Self {
            forward,
            backward,
            #[cfg(feature = "fit")]
            made: (worth, steps, scales),
        }
    }

    /// How likely each tag is at a place.
    pub(crate) fn chance(&self, at: usize) -> Tags {
        std::array::from_fn(|tag| self.forward[at][tag] * self.backward[at][tag])
    }

    /// How likely each step is that leads to a place.
    #[cfg(feature = "fit")]
    pub(crate) fn step(&self, at: usize) -> Steps {
        let before = at.checked_sub(1).map_or([1.0, 0.0, 0.0], |at| self.forward[at]);
        let (worth, steps, scales) = &self.made;
        let (here, next, scale) = (worth[at], self.backward[at], scales[at]);
        let to = |from: usize, to: usize| before[from] * steps[from][to] * here[to] * next[to] / scale;
        std::array::from_fn(|from| std::array::from_fn(|tag| to(from, tag)))
    }

    /// The logarithm of what all ways through the chain are worth together.
    #[cfg(feature = "fit")]
    pub(crate) fn total(&self) -> f64 {
        self.made.2.iter().map(|scale| scale.ln()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same by going every way.
    fn chances(worth: &[[f64; 2]], steps: &Steps) -> Vec<Tags> {
        let mut sums = vec![[0.0; 3]; worth.len()];
        let mut total = 0.0;
        for way in 0..3_usize.pow(worth.len() as u32) {
            let tags: Vec<usize> = (0..worth.len() as u32).map(|at| way / 3_usize.pow(at) % 3).collect();
            let pairs = || std::iter::once(0).chain(tags.iter().copied()).zip(tags.iter().copied());
            if pairs().any(|pair| pair == (0, 2)) {
                continue;
            }
            let own = tags.iter().zip(worth).map(|(tag, worth)| [0.0, worth[0], worth[1]][*tag]).sum::<f64>();
            let value = (own + pairs().map(|(from, to)| steps[from][to]).sum::<f64>()).exp();
            total += value;
            tags.iter().zip(&mut sums).for_each(|(tag, sum)| sum[*tag] += value);
        }
        sums.into_iter().map(|row| row.map(|value| value / total)).collect()
    }

    #[test]
    fn chances_are_those_of_all_ways() {
        let worth = [[0.5, -1.0], [-0.3, 2.0], [0.1, 0.4], [1.5, -0.2]];
        let steps = [[0.0, 0.3, 0.0], [-0.5, 0.2, 1.0], [0.4, -1.0, 0.7]];
        let lattice = Lattice::new(&worth, &steps);
        for (at, wanted) in chances(&worth, &steps).into_iter().enumerate() {
            for (got, wanted) in lattice.chance(at).into_iter().zip(wanted) {
                assert!((got - wanted).abs() < 1e-12, "{at}: {got} {wanted}");
            }
        }
    }
}
