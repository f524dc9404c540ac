/* banned.h - calls that our C does without: using one does not compile. Included by every file through base.h. */
#pragma once
#include <ctype.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#undef strcpy
#undef strcat
#undef sprintf
#undef vsprintf
#undef strtok
#undef strtok_r
#undef system
#undef popen
#undef gmtime
#undef localtime
#undef ctime
#undef asctime
#undef isalpha
#undef isdigit
#undef isspace
#undef isalnum
#undef ispunct
#undef isupper
#undef islower
#undef toupper
#undef tolower
#undef setlocale
#define BANNED(f) this_call_is_banned_##f##_see_base_banned_h
#define strcpy(...) BANNED(strcpy)
#define strcat(...) BANNED(strcat)
#define sprintf(...) BANNED(sprintf)
#define vsprintf(...) BANNED(vsprintf)
#define strtok(...) BANNED(strtok)
#define strtok_r(...) BANNED(strtok_r)
#define system(...) BANNED(system)
#define popen(...) BANNED(popen)
#define gmtime(...) BANNED(gmtime)
#define localtime(...) BANNED(localtime)
#define ctime(...) BANNED(ctime)
#define asctime(...) BANNED(asctime)
#define isalpha(...) BANNED(isalpha)
#define isdigit(...) BANNED(isdigit)
#define isspace(...) BANNED(isspace)
#define isalnum(...) BANNED(isalnum)
#define ispunct(...) BANNED(ispunct)
#define isupper(...) BANNED(isupper)
#define islower(...) BANNED(islower)
#define toupper(...) BANNED(toupper)
#define tolower(...) BANNED(tolower)
#define setlocale(...) BANNED(setlocale)
