//! Thrift's compact protocol, as far as the headers of Parquet need it.

pub(super) const I32: u8 = 5;
const I64: u8 = 6;
pub(super) const BINARY: u8 = 8;
const LIST: u8 = 9;
pub(super) const STRUCT: u8 = 12;

/// Writes structs field by field; a field's number may only grow.
#[derive(Default)]
pub(super) struct Thrift {
    pub(super) bytes: Vec<u8>,
    // Of the struct in work, and those it stands in, the last field's number.
    last: Vec<i16>,
}

impl Thrift {
    /// A struct on its own.
    pub(super) fn whole(fill: impl FnOnce(&mut Self)) -> Vec<u8> {
        let mut thrift = Self::default();
        thrift.item(fill);
        thrift.bytes
    }

    /// A struct that is an element of a list.
    pub(super) fn item(&mut self, fill: impl FnOnce(&mut Self)) {
        self.last.push(0);
        fill(self);
        self.last.pop();
        self.bytes.push(0);
    }

    pub(super) fn structure(&mut self, number: i16, fill: impl FnOnce(&mut Self)) {
        self.field(number, STRUCT);
        self.item(fill);
    }

    pub(super) fn int32(&mut self, number: i16, value: i32) {
        self.field(number, I32);
        self.number(value.into());
    }

    pub(super) fn int64(&mut self, number: i16, value: i64) {
        self.field(number, I64);
        self.number(value);
    }

    pub(super) fn binary(&mut self, number: i16, value: &[u8]) {
        self.field(number, BINARY);
        self.text(value);
    }

    /// A list; its elements follow.
    pub(super) fn list(&mut self, number: i16, of: u8, length: usize) {
        self.field(number, LIST);
        match u8::try_from(length) {
            Ok(short @ ..15) => self.bytes.push(short << 4 | of),
            _ => {
                self.bytes.push(0xf0 | of);
                varint(length as u64, &mut self.bytes);
            }
        }
    }

    /// An element of a list of numbers.
    pub(super) fn number(&mut self, value: i64) {
        varint((value << 1 ^ value >> 63) as u64, &mut self.bytes);
    }

    /// An element of a list of texts.
    pub(super) fn text(&mut self, value: &[u8]) {
        varint(value.len() as u64, &mut self.bytes);
        self.bytes.extend_from_slice(value);
    }

    fn field(&mut self, number: i16, sort: u8) {
        let last = self.last.last_mut().expect("fields stand in structs");
        let step = number - *last;
        *last = number;
        match step {
            1..=15 => self.bytes.push((step as u8) << 4 | sort),
            _ => {
                self.bytes.push(sort);
                self.number(number.into());
            }
        }
    }
}

/// Seven bits a byte, the low ones first.
pub(super) fn varint(mut value: u64, to: &mut Vec<u8>) {
    while value >= 0x80 {
        to.push(value as u8 | 0x80);
        value >>= 7;
    }
    to.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_written_as_the_protocol_has_them() {
        let bytes = Thrift::whole(|thrift| {
            thrift.int32(1, -1);
            thrift.binary(5, b"ab");
            thrift.list(6, I32, 2);
            thrift.number(64);
            thrift.number(0);
            thrift.structure(30, |inner| inner.int64(1, 300));
        });
        let want = [0x15, 1, 0x48, 2, b'a', b'b', 0x19, 0x25, 0x80, 1, 0, 12, 60, 0x16, 0xd8, 4, 0, 0];
        assert_eq!(bytes, want);
    }
}
