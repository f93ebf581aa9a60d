//! The inverse of the working matrix, changed step by step as columns and rows come and go.

use super::scalar::Scalar;

/// The inverse of a square matrix whose columns are basic paths and whose rows are scarce resources.
///
/// # Shape
/// `rows[p][t]` belongs to the path at position `p` and the resource at position `t`.
#[derive(Clone)]
pub(super) struct WorkingInverse<N> {
    pub(super) rows: Vec<Vec<N>>,
}

impl<N: Scalar> WorkingInverse<N> {
    /// Inverts a matrix by elimination with the greatest pivots; nothing where it has no inverse.
    ///
    /// # Shape
    /// `matrix[t][p]`, the transposed order of the inverse.
    pub(super) fn of(mut matrix: Vec<Vec<N>>) -> Option<Self> {
        let size = matrix.len();
        let unit = |row: usize| (0..size).map(|at| if at == row { N::one() } else { N::zero() }).collect();
        let mut rows: Vec<Vec<N>> = (0..size).map(unit).collect();
        for at in 0..size {
            let pivot = pivot_row(&matrix, at)?;
            matrix.swap(at, pivot);
            rows.swap(at, pivot);
            let factor = N::one().quotient(&matrix[at][at]);
            scale(&mut matrix[at][at..], &factor);
            scale(&mut rows[at], &factor);
            let (lead, right) = (matrix[at].clone(), rows[at].clone());
            for other in (0..size).filter(|&other| other != at) {
                let factor = matrix[other][at].minus();
                add_multiple(&mut matrix[other][at..], &lead[at..], &factor);
                add_multiple(&mut rows[other], &right, &factor);
            }
        }
        Some(Self { rows })
    }

    /// Returns the product of the inverse with a sparse column over resources.
    pub(super) fn times(&self, column: &[(usize, N)]) -> Vec<N> {
        let of_row = |row: &Vec<N>| {
            let mut sum = N::zero();
            for (at, number) in column {
                sum.add_product(&row[*at], number);
            }
            sum
        };
        self.rows.iter().map(of_row).collect()
    }

    /// Returns the product of a row over paths with the inverse.
    pub(super) fn of_row(&self, row: &[N]) -> Vec<N> {
        let mut sums = vec![N::zero(); self.rows.first().map_or(0, Vec::len)];
        for (number, row) in row.iter().zip(&self.rows) {
            add_multiple(&mut sums, row, number);
        }
        sums
    }

    /// Puts another path at a position; `solved` is the inverse times its column.
    pub(super) fn replace_path(&mut self, position: usize, solved: &[N]) {
        let factor = N::one().quotient(&solved[position]);
        scale(&mut self.rows[position], &factor);
        let lead = self.rows[position].clone();
        for (at, (row, number)) in self.rows.iter_mut().zip(solved).enumerate() {
            if at != position {
                add_multiple(row, &lead, &number.minus());
            }
        }
    }

    /// Puts another resource at a position; `product` is its row over the paths times the inverse.
    pub(super) fn replace_resource(&mut self, position: usize, product: &[N]) {
        let mut change = product.to_vec();
        change[position] = N::zero();
        for row in &mut self.rows {
            let factor = row[position].quotient(&product[position]);
            add_multiple(row, &change, &factor.minus());
            row[position] = factor;
        }
    }

    /// Adds a path and a resource; `solved` is the inverse times the path's column, `product` the resource's row times the
    /// inverse, `pivot` what the new corner keeps after both.
    pub(super) fn add(&mut self, solved: &[N], product: &[N], pivot: &N) {
        let corner = N::one().quotient(pivot);
        for (row, number) in self.rows.iter_mut().zip(solved) {
            let factor = number.product(&corner);
            add_multiple(row, product, &factor);
            row.push(factor.minus());
        }
        let mut last: Vec<N> = product.iter().map(|number| number.product(&corner).minus()).collect();
        last.push(corner);
        self.rows.push(last);
    }

    /// Removes the path and the resource at two positions, to which the last ones move.
    pub(super) fn remove(&mut self, path: usize, resource: usize) {
        let mut lead = self.rows.swap_remove(path);
        let factor = N::one().quotient(&lead[resource]).minus();
        scale(&mut lead, &factor);
        for row in &mut self.rows {
            let number = row[resource].clone();
            add_multiple(row, &lead, &number);
            row.swap_remove(resource);
        }
    }

    /// Exchanges the key of a commodity with the path at a position; `members` are all positions of the commodity.
    pub(super) fn exchange_key(&mut self, position: usize, members: &[usize]) {
        let mut sum = vec![N::zero(); self.rows[position].len()];
        for &member in members {
            add_multiple(&mut sum, &self.rows[member], &N::one().minus());
        }
        self.rows[position] = sum;
    }
}

fn pivot_row<N: Scalar>(matrix: &[Vec<N>], at: usize) -> Option<usize> {
    let size = |row: usize| {
        let number = &matrix[row][at];
        if number.order(&N::zero()).is_lt() { number.minus() } else { number.clone() }
    };
    let rows = (at..matrix.len()).filter(|&row| !matrix[row][at].is_zero());
    // Exact fractions stay small where rows with few numbers are eliminated first.
    let filled = |row: &usize| matrix[*row][at..].iter().filter(|number| !number.is_zero()).count();
    if N::IS_EXACT { rows.min_by_key(filled) } else { rows.max_by(|&one, &other| size(one).order(&size(other))) }
}

fn scale<N: Scalar>(row: &mut [N], factor: &N) {
    for number in row {
        *number = number.product(factor);
    }
}

fn add_multiple<N: Scalar>(row: &mut [N], other: &[N], factor: &N) {
    if factor.order(&N::zero()).is_eq() {
        return;
    }
    for (number, other) in row.iter_mut().zip(other) {
        number.add_product(other, factor);
    }
}
