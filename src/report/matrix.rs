//! The matrix as planes: the two longest axes span each, every choice on the others has one of its own.

use crate::scenario::Axis;

/// How a matrix of at least two axes with more than one value is shown.
pub(super) struct Planes<'s> {
    axes: &'s [Axis],
    /// The earlier of the two axes that span a plane.
    pub first: usize,
    /// The later of them.
    pub second: usize,
    /// The other axes with more than one value.
    pub others: Vec<usize>,
    /// Every choice of a value on each of the others, the last varying fastest.
    pub choices: Vec<Vec<usize>>,
}

impl<'s> Planes<'s> {
    /// `None` when fewer than two axes have more than one value.
    pub(super) fn of(axes: &'s [Axis]) -> Option<Self> {
        let mut by_length = varied(axes);
        by_length.sort_by_key(|&axis| std::cmp::Reverse(axes[axis].values.len()));
        let &[one, two, ..] = by_length.as_slice() else { return None };
        let mut others = by_length.split_off(2);
        others.sort_unstable();
        let choices = others.iter().fold(vec![Vec::new()], |chosen: Vec<Vec<usize>>, &axis| {
            let values = 0..axes[axis].values.len();
            let extended =
                chosen.iter().flat_map(|start| values.clone().map(|at| [start.as_slice(), &[at]].concat()));
            extended.collect()
        });
        Some(Self { axes, first: one.min(two), second: one.max(two), others, choices })
    }

    /// Which variant is at these values of the spanning axes and this choice of the others.
    pub(super) fn variant(&self, choice: &[usize], first_at: usize, second_at: usize) -> usize {
        let mut point = vec![0; self.axes.len()];
        self.others.iter().zip(choice).for_each(|(&axis, &at)| point[axis] = at);
        (point[self.first], point[self.second]) = (first_at, second_at);
        variant_at(self.axes, &point)
    }

    /// Labels of the other axes.
    pub(super) fn other_labels(&self) -> Vec<&'s str> {
        self.others.iter().map(|&axis| self.axes[axis].label.as_str()).collect()
    }

    /// The values that a choice stands for.
    pub(super) fn chosen_values(&self, choice: &[usize]) -> Vec<String> {
        self.others.iter().zip(choice).map(|(&axis, &at)| self.axes[axis].values[at].to_string()).collect()
    }
}

/// Axes that have more than one value, by position.
pub(super) fn varied(axes: &[Axis]) -> Vec<usize> {
    (0..axes.len()).filter(|&axis| axes[axis].values.len() > 1).collect()
}

/// Which variant is at these positions on the axes; the last axis varies fastest.
pub(super) fn variant_at(axes: &[Axis], point: &[usize]) -> usize {
    point.iter().zip(axes).fold(0, |index, (at, axis)| index * axis.values.len() + at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::testing::{integers, scenario};

    #[test]
    fn the_longest_axes_span_the_planes_and_every_variant_is_in_one() {
        let scenario = scenario(
            "four",
            &[
                ("b", &integers(&[1, 2])),
                ("d", &integers(&[1, 2, 3, 4])),
                ("a", &integers(&[1])),
                ("c", &integers(&[1, 2, 3])),
            ],
        );
        let planes = Planes::of(&scenario.axes).expect("three axes have more than one value");
        assert_eq!((planes.first, planes.second), (1, 3));
        assert_eq!((planes.other_labels(), planes.chosen_values(&[1])), (vec!["b"], vec!["2".to_owned()]));
        let mut found: Vec<usize> = Vec::new();
        for choice in &planes.choices {
            found.extend(
                (0..4)
                    .flat_map(|row| (0..3).map(move |column| (row, column)))
                    .map(|(row, column)| planes.variant(choice, row, column)),
            );
        }
        assert_eq!(found, (0..24).collect::<Vec<_>>());
        assert_eq!(scenario.variants.point(planes.variant(&[1], 2, 1)).name, "b=2, d=3, a=1, c=2");
    }

    #[test]
    fn one_axis_spans_no_plane() {
        let scenario = scenario("one", &[("a", &integers(&[1, 2])), ("b", &integers(&[1]))]);
        assert!(Planes::of(&scenario.axes).is_none());
    }
}
