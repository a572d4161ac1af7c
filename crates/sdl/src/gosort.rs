//! Go's two sorts, step for step.
//!
//! Ties of an unstable sort reach the version hash, and the order of volumes comes from a
//! comparison that contradicts itself, so any other correct sort gives another answer.
//! Pattern-defeating quicksort: arXiv 2106.05123; SymMerge: Kim and Kutzner, ESA 2004.

/// `less(a, b)` of two elements.
type Less<'l, T> = &'l dyn Fn(&T, &T) -> bool;

/// Go's `sort.Sort`.
pub(crate) fn sort<T>(data: &mut [T], less: impl Fn(&T, &T) -> bool) {
    let n = data.len();
    quick(data, 0, n, usize::BITS - n.leading_zeros(), &less);
}

/// Go's `sort.SliceStable`.
pub(crate) fn sort_stable<T>(data: &mut [T], less: impl Fn(&T, &T) -> bool) {
    let n = data.len();
    let mut block = 20;
    let mut a = 0;
    while a + block <= n {
        insertion(data, a, a + block, &less);
        a += block;
    }
    insertion(data, a, n, &less);
    while block < n {
        let mut a = 0;
        while a + 2 * block <= n {
            merge(data, a, a + block, a + 2 * block, &less);
            a += 2 * block;
        }
        if a + block < n {
            merge(data, a, a + block, n, &less);
        }
        block *= 2;
    }
}

fn insertion<T>(data: &mut [T], a: usize, b: usize, less: Less<'_, T>) {
    for i in a + 1..b {
        let mut j = i;
        while j > a && less(&data[j], &data[j - 1]) {
            data.swap(j, j - 1);
            j -= 1;
        }
    }
}

fn sift_down<T>(data: &mut [T], low: usize, high: usize, first: usize, less: Less<'_, T>) {
    let mut root = low;
    loop {
        let mut child = 2 * root + 1;
        if child >= high {
            return;
        }
        if child + 1 < high && less(&data[first + child], &data[first + child + 1]) {
            child += 1;
        }
        if !less(&data[first + root], &data[first + child]) {
            return;
        }
        data.swap(first + root, first + child);
        root = child;
    }
}

fn heap<T>(data: &mut [T], a: usize, b: usize, less: Less<'_, T>) {
    let high = b - a;
    for i in (0..=(high - 1) / 2).rev() {
        sift_down(data, i, high, a, less);
    }
    for i in (0..high).rev() {
        data.swap(a, a + i);
        sift_down(data, 0, i, a, less);
    }
}

#[derive(PartialEq)]
enum Hint {
    Unknown,
    Increasing,
    Decreasing,
}

fn quick<T>(data: &mut [T], mut a: usize, mut b: usize, mut limit: u32, less: Less<'_, T>) {
    let (mut balanced, mut partitioned) = (true, true);
    loop {
        let length = b - a;
        if length <= 12 {
            return insertion(data, a, b, less);
        }
        if limit == 0 {
            return heap(data, a, b, less);
        }
        if !balanced {
            scatter(data, a, b);
            limit -= 1;
        }
        let (mut pivot, mut hint) = choose(data, a, b, less);
        if hint == Hint::Decreasing {
            data[a..b].reverse();
            pivot = (b - 1) - (pivot - a);
            hint = Hint::Increasing;
        }
        if balanced && partitioned && hint == Hint::Increasing && nearly_sorted(data, a, b, less) {
            return;
        }
        if a > 0 && !less(&data[a - 1], &data[pivot]) {
            a = split_equal(data, a, b, pivot, less);
            continue;
        }
        let (middle, already) = split(data, a, b, pivot, less);
        partitioned = already;
        let (left, right) = (middle - a, b - middle);
        let threshold = length / 8;
        if left < right {
            balanced = left >= threshold;
            quick(data, a, middle, limit, less);
            a = middle + 1;
        } else {
            balanced = right >= threshold;
            quick(data, middle + 1, b, limit, less);
            b = middle;
        }
    }
}

fn split<T>(data: &mut [T], a: usize, b: usize, pivot: usize, less: Less<'_, T>) -> (usize, bool) {
    data.swap(a, pivot);
    let (mut i, mut j) = (a + 1, b - 1);
    let mut already = true;
    loop {
        while i <= j && less(&data[i], &data[a]) {
            i += 1;
        }
        while i <= j && !less(&data[j], &data[a]) {
            j -= 1;
        }
        if i > j {
            data.swap(j, a);
            return (j, already);
        }
        data.swap(i, j);
        already = false;
        i += 1;
        j -= 1;
    }
}

fn split_equal<T>(data: &mut [T], a: usize, b: usize, pivot: usize, less: Less<'_, T>) -> usize {
    data.swap(a, pivot);
    let (mut i, mut j) = (a + 1, b - 1);
    loop {
        while i <= j && !less(&data[a], &data[i]) {
            i += 1;
        }
        while i <= j && less(&data[a], &data[j]) {
            j -= 1;
        }
        if i > j {
            return i;
        }
        data.swap(i, j);
        i += 1;
        j -= 1;
    }
}

fn nearly_sorted<T>(data: &mut [T], a: usize, b: usize, less: Less<'_, T>) -> bool {
    let mut i = a + 1;
    for _ in 0..5 {
        while i < b && !less(&data[i], &data[i - 1]) {
            i += 1;
        }
        if i == b {
            return true;
        }
        if b - a < 50 {
            return false;
        }
        data.swap(i, i - 1);
        if i - a >= 2 {
            let mut j = i - 1;
            while j >= 1 && less(&data[j], &data[j - 1]) {
                data.swap(j, j - 1);
                j -= 1;
            }
        }
        if b - i >= 2 {
            let mut j = i + 1;
            while j < b && less(&data[j], &data[j - 1]) {
                data.swap(j, j - 1);
                j += 1;
            }
        }
    }
    false
}

fn scatter<T>(data: &mut [T], a: usize, b: usize) {
    let length = b - a;
    if length < 8 {
        return;
    }
    let mut random = length as u64;
    let modulus = 1u64 << (u64::BITS - (length as u64).leading_zeros());
    let middle = a + (length / 4) * 2;
    for at in middle - 1..=middle + 1 {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let mut other = (random & (modulus - 1)) as usize;
        if other >= length {
            other -= length;
        }
        data.swap(at, a + other);
    }
}

fn choose<T>(data: &[T], a: usize, b: usize, less: Less<'_, T>) -> (usize, Hint) {
    let length = b - a;
    let mut swaps = 0;
    let (mut i, mut j, mut k) = (a + length / 4, a + length / 4 * 2, a + length / 4 * 3);
    if length >= 8 {
        if length >= 50 {
            i = median(data, i - 1, i, i + 1, &mut swaps, less);
            j = median(data, j - 1, j, j + 1, &mut swaps, less);
            k = median(data, k - 1, k, k + 1, &mut swaps, less);
        }
        j = median(data, i, j, k, &mut swaps, less);
    }
    match swaps {
        0 => (j, Hint::Increasing),
        12 => (j, Hint::Decreasing),
        _ => (j, Hint::Unknown),
    }
}

fn median<T>(
    data: &[T],
    mut a: usize,
    mut b: usize,
    mut c: usize,
    swaps: &mut u32,
    less: Less<'_, T>,
) -> usize {
    let mut order = |x: &mut usize, y: &mut usize| {
        if less(&data[*y], &data[*x]) {
            *swaps += 1;
            std::mem::swap(x, y);
        }
    };
    order(&mut a, &mut b);
    order(&mut b, &mut c);
    order(&mut a, &mut b);
    b
}

fn merge<T>(data: &mut [T], a: usize, m: usize, b: usize, less: Less<'_, T>) {
    if m - a == 1 {
        let (mut i, mut j) = (m, b);
        while i < j {
            let h = (i + j) / 2;
            if less(&data[h], &data[a]) {
                i = h + 1;
            } else {
                j = h;
            }
        }
        data[a..i].rotate_left(1);
        return;
    }
    if b - m == 1 {
        let (mut i, mut j) = (a, m);
        while i < j {
            let h = (i + j) / 2;
            if !less(&data[m], &data[h]) {
                i = h + 1;
            } else {
                j = h;
            }
        }
        data[i..=m].rotate_right(1);
        return;
    }
    let middle = (a + b) / 2;
    let n = middle + m;
    let (mut start, mut r) = if m > middle { (n - b, middle) } else { (a, m) };
    let p = n - 1;
    while start < r {
        let c = (start + r) / 2;
        if !less(&data[p - c], &data[c]) {
            start = c + 1;
        } else {
            r = c;
        }
    }
    let end = n - start;
    if start < m && m < end {
        data[start..end].rotate_left(m - start);
    }
    if a < start && start < middle {
        merge(data, a, start, middle, less);
    }
    if middle < end && end < b {
        merge(data, middle, end, b, less);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_is_sorted() {
        for n in 0..300usize {
            let data: Vec<usize> = (0..n).map(|i| (i * 7919) % (n / 3 + 1)).collect();
            let mut want = data.clone();
            want.sort_unstable();
            let mut got = data.clone();
            sort(&mut got, |a, b| a < b);
            assert_eq!(got, want);
            let mut keyed: Vec<(usize, usize)> = data.into_iter().zip(0..).collect();
            sort_stable(&mut keyed, |a, b| a.0 < b.0);
            assert!(
                keyed.windows(2).all(|pair| pair[0] <= pair[1]),
                "stable for {n}"
            );
        }
    }

    #[test]
    fn worst_patterns_end() {
        for n in [64usize, 1000, 5000] {
            for data in [
                (0..n).rev().collect::<Vec<_>>(),
                vec![1; n],
                (0..n).map(|i| i.min(n - i)).collect(),
            ] {
                let mut got = data.clone();
                sort(&mut got, |a, b| a < b);
                assert!(got.windows(2).all(|pair| pair[0] <= pair[1]));
            }
        }
    }
}
