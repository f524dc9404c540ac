/* base.h - what every other module stands on, and which knows nothing of government. Include this one. */
#pragma once
#include "base/banned.h"

#include "base/arena.h"
#include "base/encode.h"
#include "base/error.h"
#include "base/json.h"
#include "base/sha256.h"
#include "base/text.h"
#include "base/time.h"
#include "base/world.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
