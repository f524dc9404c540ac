/* banned.h - calls that our C does without; using one does not compile. Included by every file through base.h. */
#pragma once
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat sprintf vsprintf strtok strtok_r gets alloca system popen gmtime localtime ctime asctime
#pragma GCC poison isalpha isdigit isspace toupper tolower isalnum ispunct isupper islower setlocale
