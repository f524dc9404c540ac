/* fuzz.h - what a fuzz target is: one function that takes any bytes and never ends the process. With clang it becomes a libFuzzer program
 * (build/tests/fuzz/fuzz_NAME); with every compiler it is also a short test (replay.c) on changed copies of real files. */
#pragma once
#include "base/base.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
