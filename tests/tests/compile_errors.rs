//! A forgotten required field must be a compile error that names the field.

#[test]
fn a_forgotten_required_field_does_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}
